import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONTROL_TABLE_ROWS, DEDUPE_TABLE_ROWS, tableOf } from '../../domain/tables/table-overview.ts';
import { literalsOf } from './key-literals.ts';
import { parseModule, readModules, ROOT } from '../support/read-modules.ts';

const FORMS = 'domain/tables/table-keys.ts';

/** The page with the first table after a heading replaced. */
function withTable(page: string, heading: string, table: string): string {
  const from = page.indexOf(`\n${heading}\n`);
  const start = page.indexOf('\n| ', from) + 1;
  const end = page.indexOf('\n\n', start);
  return from === -1 ? `${page}\nno heading "${heading}"` : page.slice(0, start) + table + page.slice(end);
}

/** Forms of keys, as far as they are known: `destination#`. */
const keyForms = (text: string, path = 'domain/a.ts'): string[] =>
  literalsOf(parseModule(path, text)).flatMap(({ text: literal }) => /^[a-z][a-z-]*#/.exec(literal)?.[0] ?? []);

describe('the tables of docs/architecture.md', () => {
  test('say where everything lies', async () => {
    const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

    const made = withTable(
      withTable(page, '### The control table', tableOf(CONTROL_TABLE_ROWS)),
      '### The dedupe table',
      tableOf(DEDUPE_TABLE_ROWS),
    );

    // After a change of the rows: npm run test:unit -- test/docs/tables.test.ts --update
    await expect(made).toMatchFileSnapshot('../../docs/architecture.md');
  });

  test('have every form that a key can have', () => {
    const shown = [...CONTROL_TABLE_ROWS, ...DEDUPE_TABLE_ROWS].flatMap(({ partition, sort }) => [partition, ...sort]);

    const forms = new Set(keyForms(readFileSync(join(ROOT, FORMS), 'utf8')));
    const missing = [...forms].filter((form) => !shown.some((key) => key.includes(form)));

    expect(forms.size).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});

describe('a key of a table', () => {
  test(`is made in ${FORMS} and nowhere else`, () => {
    const found = readModules(['domain', 'destinations', 'functions', 'lib', 'local', 'bin', 'client'])
      .filter(({ path }) => path !== FORMS)
      .flatMap((module) =>
        literalsOf(module).flatMap(({ text, line }) =>
          /^[a-z][a-z-]*#/.test(text) ? [`${module.path}:${line} makes ${text}: keys are made in ${FORMS}`] : [],
        ),
      );

    expect(found).toEqual([]);
  });

  test.each(["const pk = 'turn#' + id;", 'const pk = `turn#${id}`;', "const pk = 'turn#web';"])(
    'is found out in %s',
    (text) => {
      expect(keyForms(text)).toEqual(['turn#']);
    },
  );
});
