import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../bin/penstock/command.ts';
import { COMMANDS } from '../../bin/penstock/commands.ts';
import { parse } from '../../bin/penstock/parse.ts';
import { compileFql } from '../../domain/fql/compile.ts';
import { parseStageConfig } from '../../lib/stage-config.ts';
import { parseWorkspace } from '../../local/workspace-file.ts';
import { isTyped, REASONS, type Block } from '../support/doc-blocks.ts';
import { PAGES } from '../support/pages.ts';

// Every block of every page is run or says why not; CONTRIBUTING.md says how. What is typed, test/system/pages.test.ts
// types; here are the blocks that something else looks at.

type Placed = Block & { readonly page: string; readonly place: string };

const blocks: readonly Placed[] = PAGES.flatMap(({ path, blocks: all }) =>
  all.map((block) => ({ ...block, page: path, place: `${path}:${block.fence + 1}` })),
);
const textOf = ({ lines }: Block): string => lines.join('\n');
const markedBlocks = (word: string): Placed[] => blocks.filter(({ mark }) => mark?.word === word);
const ofLanguage = (language: string): Placed[] =>
  blocks.filter((block) => block.language === language && block.mark === undefined);

/** What JSON on a page can be, by its mark. */
const KINDS: Readonly<Record<string, (content: object) => unknown>> = {
  stage: (content) => parseStageConfig({ name: 'documented', ...content }),
};

/** What else is looked at without being typed. */
const LOOKED_AT = ['yaml', 'fql', 'text'];

describe('every block of a page', () => {
  test('is run or says why not', () => {
    const silent = blocks.filter((block) => {
      return block.mark === undefined && !isTyped(block) && !LOOKED_AT.includes(block.language);
    });

    expect(silent.map(({ place, language }) => `${place} (${language})`)).toEqual([]);
    expect(blocks.filter(isTyped).length).toBeGreaterThan(50);
  });

  test('that is not run has a reason of the list', () => {
    const others = markedBlocks('not run').filter(({ mark }) => !REASONS.includes(mark?.says ?? ''));

    expect(others.map(({ place, mark }) => `${place}: ${mark?.says}`)).toEqual([]);
  });

  test('that is run by another test is of a page that this test reads', () => {
    const lost = markedBlocks('run by').filter(({ page, mark }) => {
      const file = mark?.says ?? '';
      return !existsSync(file) || !readFileSync(file, 'utf8').includes(page);
    });

    expect(lost.map(({ place }) => place)).toEqual([]);
  });

  test('that is part of a file stands there word for word', () => {
    const parts = markedBlocks('part of');

    for (const part of parts) expect(readFileSync(part.mark?.says ?? '', 'utf8')).toContain(textOf(part));
    expect(parts).not.toEqual([]);
  });

  test('of JSON is what its mark says', () => {
    for (const block of markedBlocks('is')) {
      const check = KINDS[block.mark?.says ?? ''];
      expect(() => check?.(JSON.parse(textOf(block)) as object), block.place).not.toThrow();
      expect(check, block.place).toBeDefined();
    }
  });

  test('of YAML is a workspace file', () => {
    const files = blocks.filter(({ language }) => language === 'yaml');

    for (const file of files) expect(() => parseWorkspace(textOf(file), file.place), file.place).not.toThrow();
    expect(files).not.toEqual([]);
  });

  test('of filters can be read, line by line', () => {
    const filters = ofLanguage('fql').flatMap(({ lines }) => lines);

    expect(filters.map((filter) => compileFql(filter)).filter(({ ok }) => !ok)).toEqual([]);
    expect(filters).not.toEqual([]);
  });

  test('of text is nothing that anybody types', () => {
    const typed = ofLanguage('text').filter(({ lines }) =>
      lines.some((line) => /^(\$ |npm |npx |curl |aws |node |penstock )/.test(line)),
    );

    expect(typed.map(({ place }) => place)).toEqual([]);
  });
});

describe('a command of a page that is not run', () => {
  const shellBlocks = markedBlocks('not run').filter(({ language }) => language === 'sh');
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'penstock-blocks-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Reads a block by a shell in which there is no command at all; what is said to `penstock` comes back. */
  function saidToPenstock(script: string): string[][] {
    const nothingElse = [
      'PATH=',
      String.raw`penstock() { printf '%s\037' "$@" >&9; printf '\036' >&9; }`,
      'npm() { while [ $# -gt 0 ] && [ "$1" != -- ]; do local was="$1"; shift; done; shift; [ "$was" != penstock ] || penstock "$@"; }',
      'command_not_found_handle() { :; }',
      '.() { :; }',
      'exec 9>&1 > /dev/null',
    ].join('\n');
    const text = execFileSync('/bin/bash', ['--noprofile', '--norc', '-c', `${nothingElse}\n${script}\n:`], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\u001e').flatMap((call) => (call === '' ? [] : [call.split('\u001f').slice(0, -1)]));
  }

  test.each(shellBlocks.map((block) => ({ place: block.place, text: textOf(block) })))(
    'is one that there is, with options that it has: $place',
    ({ text }) => {
      for (const argv of saidToPenstock(text)) expect(parse(argv, COMMANDS)).toMatchObject({ kind: 'run' });
    },
  );

  test('is found among the others', () => {
    const said = saidToPenstock(
      'penstock sources list --json\nnpm run --silent penstock -- trace web "a b" | tail -1\nnpx no',
    );

    expect(said).toEqual([
      ['sources', 'list', '--json'],
      ['trace', 'web', 'a b'],
    ]);
  });
});

describe('a command in the text of a page', () => {
  const said = PAGES.filter(({ path }) => path !== 'docs/changelog.md').flatMap(({ path }) => {
    const prose = readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
    const found = [...prose.matchAll(/`penstock ([a-z][^`|…]*)`/g)].map(([, command = '']) => command);
    return found.map((command) => ({ path, command }));
  });

  test.each(said)('is one that there is: penstock $command ($path)', ({ command }) => {
    const argv = command.split(' ');

    try {
      parse(argv, COMMANDS);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      // The text may leave out what it is not about.
      expect(String(error)).toMatch(/is missing: |wants more words/);
    }
  });
});
