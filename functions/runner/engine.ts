// What the runner wants of an engine for JavaScript. quickjs.ts is the only file that knows the package behind it; the
// contract tests hold two builds against this.

import type { CodePlace } from '../../domain/functions/load-place.ts';

/** What a guest reaches of the outside: one function that takes and returns text. */
export type Hooks = {
  readonly onMessage: (op: string, text: string) => string | undefined;
  /** Asked again and again while a guest computes; the guest is interrupted when it is true. */
  readonly isOver: () => boolean;
};

/** One virtual machine. What it throws is always a `GuestError`, after which it must not be used again if `isFatal`. */
export type Guest = {
  /** Runs a script, or a module, as it is written. */
  run(source: string, as: 'script' | 'module'): void;
  /** Calls what the first program has returned, and everything that follows from it at once. */
  send(op: string, text: string): void;
  /** Bytes at use. */
  allocated(): number;
  /** The machine as it is, from which others begin. Undefined where the engine cannot do that. */
  snapshot(): Snapshot | undefined;
  dispose(): void;
};

/** Belongs to the engine that has made it. */
export type Snapshot = { readonly bytes: number; readonly state: unknown };

export type Engine = {
  /** A new machine, which runs a program: an expression that is a function of the host's, and returns one for the host. */
  start(program: string, hooks: Hooks): Promise<Guest>;
  restore(snapshot: Snapshot, hooks: Hooks): Promise<Guest>;
};

/** `stopped`: `isOver` said so. `memory`: it wanted more than it may have. `crash`: the machine has broken. `threw`: the rest. */
export type GuestErrorKind = 'stopped' | 'memory' | 'crash' | 'threw';

type Said = { readonly name: string; readonly message: string; readonly place?: CodePlace | undefined };

export class GuestError extends Error {
  override readonly name = 'GuestError';
  readonly kind: GuestErrorKind;
  /** What kind of error the guest says that it is. */
  readonly guestName: string;

  /** Where in the code that was run, if the engine says it. */
  readonly place: CodePlace | undefined;

  constructor(kind: GuestErrorKind, { name, message, place }: Said) {
    super(message);
    this.kind = kind;
    this.guestName = name;
    this.place = place;
  }

  /** Whether the machine must not be used again. */
  get isFatal(): boolean {
    return this.kind !== 'threw';
  }
}
