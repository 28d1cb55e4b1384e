import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { ERROR_ENTRIES, WHAT_TO_DO } from '../../domain/base/error-texts.ts';
import { OAUTH_CODES } from '../../domain/access/oauth.ts';
import { errorsOf } from '../../functions/control-api/http/route-errors.ts';
import { API_ROUTES } from '../../functions/control-api/routes.ts';
import { readModules } from '../support/read-modules.ts';

/** Of no route: the path or the method is of none. */
const OF_NO_ROUTE = ['method_not_allowed'];

const listed = new Set<string>(
  [...API_ROUTES.flatMap(errorsOf), ...OF_NO_ROUTE].map((name) => name.split('.')[0] ?? ''),
);
const ofOAuth: ReadonlySet<string> = new Set(OAUTH_CODES);

function tableOfErrors(): Promise<string> {
  const rows = [...Map.groupBy(ERROR_ENTRIES, ({ status }) => status)].flatMap(([status, entries]) => {
    const codes = [...new Set(entries.map(({ code }) => code))].filter((code) => listed.has(code));
    if (codes.length === 0) return [];
    return [`| ${status} | ${codes.map((code) => `\`${code}\``).join(', ')} | ${WHAT_TO_DO[status]} |`];
  });
  return format(['| status | codes | what to do |', '| --- | --- | --- |', ...rows].join('\n'), {
    parser: 'markdown',
    printWidth: 120,
  });
}

describe('the errors of the API', () => {
  test('stand on its page as they stand in the list', async () => {
    const page = readFileSync('docs/api.md', 'utf8');
    const table = await tableOfErrors();

    const renewed = page.replace(/^\| status \| codes(.*\n)(\|.*\n)+/m, () => table);

    await expect(renewed).toMatchFileSnapshot('../../docs/api.md');
  });

  test('are all of a route of v1, of an operator or of OAuth, and somebody answers each', () => {
    const sources = readModules(['functions/control-api', 'domain', 'client'])
      .filter(({ path }) => path !== 'domain/base/api-errors.ts')
      .map(({ path }) => readFileSync(path, 'utf8'))
      .join('\n');
    // Made of a word and what varies: `bad_${name}`.
    const isMade = (name: string): boolean => /^(bad_(from|to|receivedAt)|unknown_(source|destination))$/.test(name);

    const unused = ERROR_ENTRIES.filter(({ name }) => !isMade(name) && !sources.includes(`'${name}'`));

    expect(unused.map(({ name }) => name)).toEqual([]);
    expect(ERROR_ENTRIES.filter(({ code }) => listed.has(code) && ofOAuth.has(code))).toEqual([]);
  });
});
