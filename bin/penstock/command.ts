import type { parseArgs } from 'node:util';
import type { Ask } from './confirm.ts';
import type { Connection } from './connection.ts';
import type { Output } from './output.ts';

/** An option as `parseArgs` takes it, with what people read about it. */
type OptionSpec = {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  readonly default?: string | boolean;
  /** What stands for its value: `ID`, `TIME`. */
  readonly value?: string;
  readonly help: string;
};
export type Options = Readonly<Record<string, OptionSpec>>;

/** Options of every command. */
export const COMMON_OPTIONS = {
  url: { type: 'string', value: 'URL', help: 'the pipeline at this address, such as http://localhost:8080' },
  stage: { type: 'string', value: 'STAGE', help: 'a deployed stage, with the AWS credentials of your shell' },
  profile: { type: 'string', value: 'NAME', help: 'what "penstock login" has kept under this name' },
  token: { type: 'string', value: 'TOKEN', help: 'an API token' },
  workspace: { type: 'string', value: 'ID', help: 'in this workspace, where no token says one' },
  json: { type: 'boolean', default: false, help: 'what the API says, one JSON object a line' },
  help: { type: 'boolean', short: 'h', default: false, help: 'what a command does' },
} as const satisfies Options;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type ValuesOf<Own extends Options> = ReturnType<
  typeof parseArgs<{ options: Mutable<Own & typeof COMMON_OPTIONS> }>
>['values'];

/** A command as somebody has typed it. */
export type Call<Own extends Options> = {
  /** As many as the command wants. */
  readonly args: readonly string[];
  readonly values: ValuesOf<Own>;
  readonly connection: Connection;
  readonly out: Output;
  readonly ask: Ask;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All there are, for those that speak of others. */
  readonly commands: readonly Command[];
};

/** One command: usage, completion and dispatch follow from it. */
type CommandSpec<Own extends Options> = {
  /** `sources rotate-key`. A noun alone is its `list`. */
  readonly words: string;
  /** `SOURCE`, `[NAME]` for one that may be left out, `ID...` for one or more. */
  readonly args?: readonly string[];
  /** One line. */
  readonly summary: string;
  /** What its fields are, for commands with `FIELD=VALUE`: each with what people read about it. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly options?: Own;
  run(call: Call<Own>): Promise<void>;
};

export type Command = CommandSpec<Options>;

/** Checks what a command runs with against its options. */
export function command<const Own extends Options = typeof COMMON_OPTIONS>(spec: CommandSpec<Own>): Command {
  // The dispatcher hands `run` nothing but what `parseArgs` has made of these options.
  return spec;
}

/** What the person at the shell can put right; shown without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
