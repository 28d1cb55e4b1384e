import fc from 'fast-check';
import type { Fault } from './model-faults.ts';

/** What a partner says to one attempt. `down` and `slow` are no answers: the connection is refused, or none comes. */
export type Answer = 'ok' | 'busy' | 'wait' | 'bad' | 'down' | 'slow' | 'gone';

export type DestinationId = 'crm' | 'ads' | 'log';

/** One step of a program. Events are numbers: 3 is always the same event, however often it is sent. */
export type Command =
  /** `copies`: how often the message lies in the queue. */
  | { readonly do: 'send'; readonly events: readonly number[]; readonly copies: number; readonly rejected: number }
  | { readonly do: 'fan-out'; readonly most: number; readonly fault?: Fault; readonly isForgotten: boolean }
  | {
      readonly do: 'deliver';
      readonly most: number;
      readonly fault?: Fault;
      /** The messages come again although all went well. */
      readonly isForgotten: boolean;
      /** Whether a second instance works at the same time. */
      readonly isPair: boolean;
    }
  | { readonly do: 'wait'; readonly seconds: number }
  /** `always`: what the partner says to everything from now on, but `ok`, which leaves it to the events' scripts. */
  | { readonly do: 'partner'; readonly destination: DestinationId; readonly always: Answer }
  /** The operator switches everything on again. */
  | { readonly do: 'apply' };

/** `scripts`: what destinations say to the first attempts of some events; every other attempt is answered `ok`. */
export type Program = {
  readonly seed: number;
  readonly scripts: Readonly<Record<string, readonly Answer[]>>;
  readonly commands: readonly Command[];
  /** What goes wrong with delivery after the commands, run by run, when all partners are well again. */
  readonly aftermath: readonly Fault[];
};

const PASSING: readonly Answer[] = ['ok', 'busy', 'wait', 'bad', 'down', 'slow'];

const fault: fc.Arbitrary<Fault> = fc.record({
  call: fc.integer({ min: 1, max: 24 }),
  kind: fc.constantFrom(
    'crash-before',
    'crash-amid',
    'crash-after',
    'error-before',
    'error-amid',
    'error-after',
    'repeat',
  ),
});

/** `isQuiet`: nothing fails but the partner, and no message is copied. `isGone`: partners may also answer 410. */
export type Kind = { readonly isQuiet?: boolean; readonly isGone?: boolean };

/** Programs of some commands, which together have many faults or, if they are quiet, none. */
export function aProgram({ isQuiet = false, isGone = false }: Kind = {}): fc.Arbitrary<Program> {
  const answer = fc.constantFrom(...PASSING, ...(isGone ? (['gone', 'gone'] as const) : []));
  const event = fc.integer({ min: 0, max: 14 });
  const trouble = (isPossible: boolean) => ({
    ...(isPossible ? { fault } : {}),
    isForgotten: isPossible ? fc.boolean() : fc.constant(false),
  });
  const send: fc.Arbitrary<Command> = fc.record({
    do: fc.constant('send'),
    events: fc.array(event, { minLength: 1, maxLength: 5 }),
    copies: isQuiet ? fc.constant(1) : fc.constantFrom(1, 1, 1, 2),
    rejected: fc.constantFrom(0, 0, 1, 2),
  });
  // With `fault` not required, half of the runs are without.
  const fanOut: fc.Arbitrary<Command> = fc.record(
    { do: fc.constant('fan-out'), most: fc.integer({ min: 1, max: 4 }), ...trouble(!isQuiet) },
    { requiredKeys: ['do', 'most', 'isForgotten'] },
  );
  const deliver: fc.Arbitrary<Command> = fc.record(
    { do: fc.constant('deliver'), most: fc.integer({ min: 1, max: 5 }), ...trouble(!isQuiet), isPair: fc.boolean() },
    { requiredKeys: ['do', 'most', 'isForgotten', 'isPair'] },
  );
  const wait: fc.Arbitrary<Command> = fc.record({
    do: fc.constant('wait'),
    seconds: fc.constantFrom(1, 3, 20, 31, 61, 200, 400, 1_000),
  });
  const partner: fc.Arbitrary<Command> = fc.record({
    do: fc.constant('partner'),
    destination: fc.constantFrom('crm', 'ads', 'log'),
    always: answer,
  });
  const apply: fc.Arbitrary<Command> = fc.record({ do: fc.constant('apply') });
  const command = fc.oneof(
    { weight: 3, arbitrary: send },
    { weight: 3, arbitrary: fanOut },
    { weight: 6, arbitrary: deliver },
    { weight: 4, arbitrary: wait },
    { weight: 2, arbitrary: partner },
    { weight: isGone ? 1 : 0, arbitrary: apply },
  );
  return fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    scripts: fc.dictionary(
      event.map((number) => `e${number}`),
      fc.array(answer, { minLength: 1, maxLength: 5 }),
      { maxKeys: 8 },
    ),
    commands: fc.array(command, { minLength: 5, maxLength: 40, size: 'max' }),
    aftermath: isQuiet ? fc.constant([]) : fc.array(fault, { maxLength: 12, size: 'max' }),
  });
}

/** A program as it is pasted into the list of examples. */
export function printProgram({ seed, scripts, commands, aftermath }: Program): string {
  const lines = commands.map((command) => `    ${JSON.stringify(command)},`).join('\n');
  return `{ seed: ${seed}, scripts: ${JSON.stringify(scripts)}, commands: [\n${lines}\n  ], aftermath: ${JSON.stringify(aftermath)} }`;
}
