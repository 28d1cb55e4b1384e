import { parseArgs } from 'node:util';
import { COMMON_OPTIONS, UsageError, type Call, type Command, type Options } from './command.ts';
import { didYouMean } from '../../domain/base/nearest.ts';
import { usageOf, usageOfAll } from './usage.ts';

/** What somebody has typed: a command to run, or help to print. */
export type Parsed =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly args: string[];
      readonly values: Call<Options>['values'];
    };

/** Finds the command that the words begin with, and reads its options and arguments. Throws `UsageError`. */
export function parse(argv: readonly string[], commands: readonly Command[]): Parsed {
  const words = positionalsOf(argv, commands);
  if (words.length === 0 && argv.includes('--version')) return { kind: 'version' };
  const wantsHelp = argv.includes('--help') || argv.includes('-h');
  if (words.length === 0 || words[0] === 'help') return { kind: 'help', text: helpFor(words.slice(1), commands) };
  const command = find(words, commands);
  if (wantsHelp) return { kind: 'help', text: command === undefined ? helpFor(words, commands) : usageOf(command) };
  if (command === undefined) throw unknownCommand(words, commands);
  const { values, positionals } = parseStrictly(argv, command);
  const args = positionals.slice(wordsUsed(words, command));
  checkCount(command, args);
  return { kind: 'run', command, args, values };
}

function helpFor(words: readonly string[], commands: readonly Command[]): string {
  if (words.length === 0) return usageOfAll(commands);
  const text = words.join(' ');
  const exact = commands.find((command) => command.words === text);
  if (exact !== undefined) return usageOf(exact);
  const ofNoun = commands.filter((command) => command.words.startsWith(`${words[0]} `));
  if (ofNoun.length === 0) throw unknownCommand(words, commands);
  return ofNoun.map(usageOf).join('\n\n');
}

/** Words that are neither options nor values of options, whichever command they are for. */
function positionalsOf(argv: readonly string[], commands: readonly Command[]): string[] {
  const options = Object.assign({}, COMMON_OPTIONS, ...commands.map((command) => command.options)) as Options;
  return parseArgs({ args: [...argv], options: toConfig(options), allowPositionals: true, strict: false }).positionals;
}

function toConfig(options: Options) {
  return Object.fromEntries(Object.entries(options).map(([name, { value: _, help: __, ...config }]) => [name, config]));
}

/** The command of the most words that were typed; a noun alone is its `list`. */
function find(words: readonly string[], commands: readonly Command[]): Command | undefined {
  const byLength = commands.toSorted((one, other) => other.words.length - one.words.length);
  const typed = `${words.join(' ')} `;
  const exact = byLength.find((command) => typed.startsWith(`${command.words} `));
  return exact ?? (words.length === 1 ? commands.find((command) => command.words === `${words[0]} list`) : undefined);
}

function wordsUsed(words: readonly string[], command: Command): number {
  return Math.min(words.length, command.words.split(' ').length);
}

function unknownCommand(words: readonly string[], commands: readonly Command[]): UsageError {
  const [noun = ''] = words;
  const ofNoun = commands.filter((command) => command.words.startsWith(`${noun} `)).map((command) => command.words);
  if (ofNoun.length > 0) {
    const typed = words.slice(0, 2).join(' ');
    const what =
      words.length > 1 ? `There is no command "${typed}".${didYouMean(typed, ofNoun)}` : `"${noun}" wants more words.`;
    return new UsageError(`${what}\nThere is: ${ofNoun.join(', ')}.`);
  }
  const nouns = [...new Set(commands.map((command) => command.words.split(' ')[0] ?? ''))];
  return new UsageError(
    `There is no command "${noun}".${didYouMean(noun, nouns)}\n"penstock help" says what there is.`,
  );
}

function parseStrictly(argv: readonly string[], command: Command) {
  const options = { ...COMMON_OPTIONS, ...command.options };
  try {
    const config = { args: [...argv], options: toConfig(options), allowPositionals: true } as const;
    const { values, positionals } = parseArgs(config);
    return { values: values as Call<Options>['values'], positionals };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unknown = unknownOption(argv, options);
    if (unknown === undefined) throw new UsageError(`${error.message}\n\n${usageOf(command)}`);
    const known = Object.keys(options).map((name) => `--${name}`);
    const text = `"${command.words}" has no option ${unknown}.${didYouMean(unknown, known)}`;
    throw new UsageError(`${text}\n\n${usageOf(command)}`);
  }
}

/** As it was typed. */
function unknownOption(argv: readonly string[], options: Options): string | undefined {
  const { tokens } = parseArgs({ args: [...argv], options: toConfig(options), strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  return unknown?.kind === 'option' ? unknown.rawName : undefined;
}

function checkCount(command: Command, args: readonly string[]): void {
  const { words, args: wanted = [] } = command;
  const least = wanted.filter((name) => !name.startsWith('[')).length;
  const most =
    wanted.at(-1)?.endsWith('...') === true || wanted.at(-1)?.endsWith('...]') === true ? Infinity : wanted.length;
  if (args.length < least) {
    const missing = wanted[args.length] ?? '';
    throw new UsageError(`${missing.replace('...', '')} is missing: penstock ${words} ${wanted.join(' ')}`);
  }
  if (args.length > most) {
    const tooMany = args.slice(most).join(' ');
    throw new UsageError(`"${tooMany}" is too much: penstock ${[words, ...wanted].join(' ')}`);
  }
}
