import { describe, expect, test } from 'vitest';
import { command, COMMON_OPTIONS, type Options } from '../../bin/penstock/command.ts';
import { COMMANDS } from '../../bin/penstock/commands.ts';
import { nearest } from '../../domain/base/nearest.ts';
import { parse } from '../../bin/penstock/parse.ts';
import { usageOfAll } from '../../bin/penstock/usage.ts';

const nothing = async (): Promise<void> => undefined;
const THINGS = [
  command({ words: 'things list', summary: 'lists them', run: nothing }),
  command({
    words: 'things show',
    args: ['THING'],
    summary: 'shows one',
    options: { deep: { type: 'boolean', default: false, help: 'all of it' } },
    run: nothing,
  }),
  command({
    words: 'things drop',
    args: ['[THING...]'],
    summary: 'drops some',
    options: { of: { type: 'string', value: 'ID', multiple: true, help: 'of whom' } },
    run: nothing,
  }),
  command({ words: 'look', args: ['A', '[B]'], summary: 'looks', run: nothing }),
];

function run(line: string) {
  const parsed = parse(line.split(' '), THINGS);
  if (parsed.kind !== 'run') throw new Error(`this is ${parsed.kind}`);
  return { words: parsed.command.words, args: parsed.args, values: parsed.values };
}

describe('a command line', () => {
  test.each([
    ['things', 'things list', []],
    ['things list', 'things list', []],
    ['things show a', 'things show', ['a']],
    ['--json things show a --deep', 'things show', ['a']],
    ['--url http://x things show a', 'things show', ['a']],
    ['things drop', 'things drop', []],
    ['things drop a b --of c --of d', 'things drop', ['a', 'b']],
    ['look show', 'look', ['show']],
    ['look -- --deep', 'look', ['--deep']],
  ])('%s is %s with %j', (line, words, args) => {
    expect(run(line)).toMatchObject({ words, args });
  });

  test('has the values of its options', () => {
    const { values } = run('things drop --of c --of d --json --stage dev');

    expect(values).toMatchObject({ of: ['c', 'd'], json: true, stage: 'dev' });
  });

  test.each([
    ['thigns show a', 'There is no command "thigns". Did you mean "things"?'],
    ['something else', 'There is no command "something".\n"penstock help" says'],
    ['things shwo a', 'There is no command "things shwo". Did you mean "things show"?'],
    ['things show', 'THING is missing: penstock things show THING'],
    ['things show a b', '"b" is too much: penstock things show THING'],
    ['things show a --dep', '"things show" has no option --dep. Did you mean "--deep"?'],
    ['things list --deep', '"things list" has no option --deep.'],
    ['things drop --of', "Option '--of <value>' argument missing"],
    ['look a b c', '"c" is too much: penstock look A [B]'],
  ])('%s is refused with what to do', (line, message) => {
    expect(() => parse(line.split(' '), THINGS)).toThrow(message);
  });

  test.each([
    [[], 'Usage: penstock <command>'],
    [['help'], 'Usage: penstock <command>'],
    [['--help'], 'Usage: penstock <command>'],
    [['help', 'things', 'show'], 'penstock things show THING\n  shows one\n    --deep'],
    [['things', 'show', '--help'], 'penstock things show THING'],
    [['help', 'things'], 'penstock things drop [THING...]'],
  ])('%j prints help', (argv, text) => {
    const parsed = parse(argv, THINGS);

    expect(parsed).toMatchObject({ kind: 'help', text: expect.stringContaining(text) as string });
  });
});

describe('the commands there are', () => {
  const optionsOf = (options: Options = {}) => Object.entries(options);

  test('have words of their own, and are in the usage', () => {
    const words = COMMANDS.map((each) => each.words);

    expect(new Set(words).size).toBe(words.length);
    for (const each of words) expect(usageOfAll(COMMANDS)).toContain(`  ${each}`);
  });

  test('give an option the same type everywhere, by which words are told from values', () => {
    const types = new Map<string, string>();
    const all = [COMMON_OPTIONS, ...COMMANDS.map(({ options }) => options)].flatMap(optionsOf);

    const differing = all.filter(([name, { type }]) => (types.get(name) ?? (types.set(name, type), type)) !== type);

    expect(all.length).toBeGreaterThan(30);
    expect(differing).toEqual([]);
  });

  test.each(COMMANDS.map((each) => [each.words, each] as const))('%s explains itself in a line', (_words, each) => {
    expect(each.summary.length).toBeGreaterThan(10);
    expect(each.summary).not.toMatch(/\n|[^.]\.$/);
  });
});

describe('the nearest word', () => {
  test.each([
    ['souces', 'sources'],
    ['sourecs', 'sources'],
    ['replya', 'replay'],
    ['--jsno', '--json'],
    ['xyz', undefined],
  ])('to %s is %s', (word, expected) => {
    expect(nearest(word, ['sources', 'destinations', 'replay', '--json'])).toBe(expected);
  });
});
