// How every command of this folder reads its arguments: what it does not know, it says before it begins anything, because
// most of them run for minutes and write pages.
import { parseArgs } from 'node:util';

/** `value` is what stands behind the option in the usage, such as NUMBER; without, the option is there or not. */
type Option = { readonly value?: string; readonly default?: string; readonly says: string };

export type Command<Options extends Readonly<Record<string, Option>> = Readonly<Record<string, Option>>> = {
  /** As it is typed: `npm run cost`. */
  readonly name: string;
  /** What it does and what it writes, and how long that takes. */
  readonly says: string;
  readonly options: Options;
  /** What may stand without dashes. @default nothing */
  readonly operands?: { readonly value: string; readonly known?: readonly string[] };
};

type ValueOf<Of extends Option> = Of extends { value: string }
  ? Of extends { default: string }
    ? string
    : string | undefined
  : boolean;

export type Given<Options extends Readonly<Record<string, Option>>> = {
  readonly values: { readonly [Name in keyof Options]: ValueOf<Options[Name]> };
  readonly operands: readonly string[];
};

type Reading<Options extends Readonly<Record<string, Option>>> =
  | { readonly kind: 'help' }
  | { readonly kind: 'unusable'; readonly problem: string }
  | ({ readonly kind: 'run' } & Given<Options>);

const UNUSABLE = 2;
const NARROWEST = 14;

/** Keeps the names of the options as exact types. */
export function defineCommand<const Options extends Readonly<Record<string, Option>>>(
  command: Command<Options>,
): Command<Options> {
  return command;
}

export function usageOf({ name, says, options, operands }: Command): string {
  const all: Readonly<Record<string, Option>> = { ...options, help: { says: 'show this' } };
  const rows = Object.entries(all).map(([option, { value, default: preset, says: meaning }]) => ({
    left: `--${option}${value === undefined ? '' : ` ${value}`}`,
    right: preset === undefined ? meaning : `${meaning} (default: ${preset})`,
  }));
  const width = Math.max(NARROWEST, ...rows.map(({ left }) => left.length));
  const lines = rows.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`);
  const known = operands?.known === undefined ? [] : ['', `${operands.value}: ${operands.known.join(', ')}`];
  const form = `Usage: ${name} -- [options]${operands === undefined ? '' : ` [${operands.value} ...]`}`;
  return [form, '', says, '', ...lines, ...known].join('\n');
}

export function readCommand<Options extends Readonly<Record<string, Option>>>(
  command: Command<Options>,
  args: readonly string[],
): Reading<Options> {
  const { options, operands } = command;
  const forNode = Object.entries(options).map(([name, option]) => {
    const type = option.value === undefined ? ('boolean' as const) : ('string' as const);
    const preset = option.value === undefined ? false : option.default;
    return [name, { type, ...(preset === undefined ? {} : { default: preset }) }] as const;
  });
  const help = { type: 'boolean', short: 'h' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: operands !== undefined,
      options: { ...Object.fromEntries(forNode), help },
    });
    if (values['help'] === true) return { kind: 'help' };
    const unknown = positionals.find((given) => operands?.known?.includes(given) === false);
    if (unknown !== undefined) return { kind: 'unusable', problem: `There is no ${operands?.value} "${unknown}".` };
    return { kind: 'run', values: values as Given<Options>['values'], operands: positionals };
  } catch (error) {
    // The first sentence says what is wrong; the rest is advice on positional arguments.
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    return { kind: 'unusable', problem: `${sentence.replace(/\.$/, '')}.` };
  }
}

/** What was given; shows the usage and ends the process when it is asked for, or when the arguments are of no use. */
export function startCommand<Options extends Readonly<Record<string, Option>>>(
  command: Command<Options>,
  args: readonly string[] = process.argv.slice(2),
): Given<Options> {
  const reading = readCommand(command, args);
  if (reading.kind === 'unusable') refuse(command, reading.problem);
  if (reading.kind === 'run') return reading;
  console.log(usageOf(command));
  process.exit(0);
}

/** For values that are of no use: nothing was begun. */
export function refuse(command: Command, problem: string): never {
  console.error(`${problem}\n\n${usageOf(command)}`);
  process.exit(UNUSABLE);
}
