import { COMMON_OPTIONS, type Command, type Options } from './command.ts';

const INDENT = '  ';
const SUMMARY_COLUMN = 44;

/** What the command says of itself: every command on a line. */
export function usageOfAll(commands: readonly Command[]): string {
  const byNoun = Map.groupBy(commands, ({ words }) => words.split(' ')[0] ?? '');
  const groups = [...byNoun.values()].map((group) => group.map(lineOf).join('\n'));
  return [
    'Usage: penstock <command> [options]     ("npm run --silent penstock -- <command>" without an installation)',
    groups.join('\n'),
    `"penstock help <command>" has its options. Of every command:\n${linesOf(COMMON_OPTIONS)}`,
    'A profile, PENSTOCK_URL with PENSTOCK_TOKEN, --url or --stage says which pipeline; docs/cli.md has the whole story.',
  ].join('\n\n');
}

function lineOf(command: Command): string {
  const head = `${INDENT}${headOf(command)}`;
  return head.length < SUMMARY_COLUMN
    ? `${head.padEnd(SUMMARY_COLUMN)}${command.summary}`
    : `${head}\n${' '.repeat(SUMMARY_COLUMN)}${command.summary}`;
}

const headOf = ({ words, args = [] }: Command): string => [words, ...args].join(' ');

/** One command with its options. */
export function usageOf(command: Command): string {
  const { summary, options = {}, fields = {} } = command;
  const own = linesOf(options);
  const named = Object.entries(fields).map(
    ([name, help]) => `${`${INDENT}${INDENT}${name}`.padEnd(SUMMARY_COLUMN)}${help}`,
  );
  return [
    `penstock ${headOf(command)}`,
    `${INDENT}${summary}`,
    ...(own === '' ? [] : [own]),
    ...(named.length === 0 ? [] : [`${INDENT}fields:`, ...named]),
  ].join('\n');
}

function linesOf(options: Options): string {
  return Object.entries(options)
    .map(([name, { value, help, multiple }]) => {
      const head = `${INDENT}${INDENT}--${name}${value === undefined ? '' : ` ${value}`}`;
      return `${head.padEnd(SUMMARY_COLUMN)}${help}${multiple === true ? ' (may be repeated)' : ''}`;
    })
    .join('\n');
}
