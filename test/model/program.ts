import fc from 'fast-check';
import type { Fault } from './faults.ts';

/** What a partner says to one attempt. `down` and `slow` are no answers: the connection is refused, or none comes. */
export type Answer = 'ok' | 'busy' | 'wait' | 'bad' | 'down' | 'slow' | 'gone';

export type DestinationId = 'crm' | 'ads' | 'log';

/** One step of a program. Events are numbers: 3 is always the same event, however often it is sent. */
export type Command =
  /** `copies`: how often the message lies in the queue. */
  | { readonly do: 'send'; readonly events: readonly number[]; readonly copies: number; readonly rejected: number }
  | {
      readonly do: 'fan-out';
      readonly most: number;
      readonly fault?: Fault;
      /** The messages come again although all went well. */
      readonly isForgotten: boolean;
      /** Another function gets the same messages, and begins when the first has made so many calls. */
      readonly lag?: number;
    }
  | {
      readonly do: 'deliver';
      readonly most: number;
      readonly fault?: Fault;
      readonly isForgotten: boolean;
      /** Whether a second instance works at the same time. */
      readonly isPair: boolean;
    }
  | { readonly do: 'wait'; readonly seconds: number }
  /** `always`: what the partner says to everything from now on, but `ok`, which leaves it to the events' scripts. */
  | { readonly do: 'partner'; readonly destination: DestinationId; readonly always: Answer }
  /** The operator switches everything on again. */
  | { readonly do: 'apply' }
  /** People want the undelivered events resolved that they see, all or some; each in `as` has seen the same list. */
  | {
      readonly do: 'resolve';
      readonly destination: DestinationId;
      readonly as: readonly ('redriven' | 'discarded')[];
      readonly isAll: boolean;
    }
  /** The operator moves the dead-letter queues back. */
  | { readonly do: 'move-back' }
  /** What comes round every minute. */
  | { readonly do: 'sweep'; readonly fault?: Fault };

/** `scripts`: what destinations say to the first attempts of some events; every other attempt is answered `ok`. */
export type Program = {
  readonly seed: number;
  readonly scripts: Readonly<Record<string, readonly Answer[]>>;
  readonly commands: readonly Command[];
  /** What goes wrong with delivery after the commands, run by run, when all partners are well again. */
  readonly aftermath: readonly Fault[];
  /** When DynamoDB deletes what has expired: not before the end, or at any moment after. */
  readonly expiry: 'late' | 'prompt';
};

/**
 * What a program is made of. `crashes`: everything but what the others have. `quiet`: nothing fails but the partner, and
 * no message is copied. `people`: much goes wrong that people then resolve. `gone`: partners may also answer 410. `days`: days pass. `twice`: two
 * functions fan the same messages out at the same time.
 */
export type Kind = 'crashes' | 'quiet' | 'people' | 'gone' | 'days' | 'twice';

const PASSING: readonly Answer[] = ['ok', 'busy', 'wait', 'bad', 'down', 'slow'];
const ANSWERS: Readonly<Record<Kind, readonly Answer[]>> = {
  ...{ crashes: PASSING, quiet: PASSING, days: PASSING, twice: PASSING },
  people: [...PASSING, 'bad', 'bad', 'bad', 'bad'],
  gone: [...PASSING, 'gone', 'gone'],
};

/** Most runs make about ten calls. */
const call = fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 24 }));

const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({
      call,
      kind: fc.constantFrom(
        'crash-before',
        'crash-amid',
        'crash-after',
        'error-before',
        'error-amid',
        'error-after',
        'repeat',
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      call: fc.oneof(fc.constant(1), call),
      kind: fc.constantFrom('throttle', 'throttle', 'throttle', 'refuse'),
      calls: fc.constantFrom(0, 1, 3, 4, 8),
    }),
  },
);

const event = fc.integer({ min: 0, max: 14 });
const destination = fc.constantFrom('crm', 'ads', 'log');

const trouble = (isPossible: boolean) => ({
  ...(isPossible ? { fault } : {}),
  isForgotten: isPossible ? fc.boolean() : fc.constant(false),
});

/** With what is not required left out half of the time. */
function aRun(kind: Kind): { fanOut: fc.Arbitrary<Command>; deliver: fc.Arbitrary<Command> } {
  return {
    fanOut: fc.record(
      {
        do: fc.constant('fan-out'),
        most: fc.integer({ min: 1, max: 4 }),
        ...trouble(kind !== 'quiet' && kind !== 'people'),
        ...(kind === 'twice' ? { lag: fc.integer({ min: 0, max: 12 }) } : {}),
      },
      { requiredKeys: ['do', 'most', 'isForgotten'] },
    ),
    deliver: fc.record(
      {
        do: fc.constant('deliver'),
        most: fc.integer({ min: 1, max: 5 }),
        ...trouble(kind !== 'quiet'),
        isPair: fc.boolean(),
      },
      { requiredKeys: ['do', 'most', 'isForgotten', 'isPair'] },
    ),
  };
}

const MOMENTS = [1, 3, 20, 31, 61, 200, 400, 1_000];
const DAYS = [25, 25, 60, 400].map((hours) => hours * 3_600);

function aCommand(kind: Kind, answer: fc.Arbitrary<Answer>): fc.Arbitrary<Command> {
  const { fanOut, deliver } = aRun(kind);
  const isQuiet = kind === 'quiet';
  const send: fc.Arbitrary<Command> = fc.record({
    do: fc.constant('send'),
    events: fc.array(event, { minLength: 1, maxLength: 5 }),
    copies: isQuiet ? fc.constant(1) : fc.constantFrom(1, 1, 1, 2),
    rejected: fc.constantFrom(0, 0, 1, 2),
  });
  const wait: fc.Arbitrary<Command> = fc.record({
    do: fc.constant('wait'),
    seconds: fc.constantFrom(...MOMENTS, ...(kind === 'days' ? DAYS : [])),
  });
  const partner: fc.Arbitrary<Command> = fc.record({ do: fc.constant('partner'), destination, always: answer });
  const resolve: fc.Arbitrary<Command> = fc.record({
    do: fc.constant('resolve'),
    destination,
    as: fc.array(fc.constantFrom('redriven', 'redriven', 'discarded'), { minLength: 1, maxLength: 2 }),
    isAll: fc.boolean(),
  });
  const apply: fc.Arbitrary<Command> = fc.record({ do: fc.constant('apply') });
  const moveBack: fc.Arbitrary<Command> = fc.record({ do: fc.constant('move-back') });
  const sweep: fc.Arbitrary<Command> = fc.record(
    { do: fc.constant('sweep'), ...(isQuiet ? {} : { fault }) },
    { requiredKeys: ['do'] },
  );
  return fc.oneof(
    { weight: 6, arbitrary: send },
    { weight: 6, arbitrary: fanOut },
    { weight: 12, arbitrary: deliver },
    { weight: 8, arbitrary: wait },
    { weight: 4, arbitrary: partner },
    { weight: kind === 'people' ? 15 : 5, arbitrary: resolve },
    { weight: kind === 'gone' ? 2 : 0, arbitrary: apply },
    { weight: isQuiet ? 0 : 1, arbitrary: moveBack },
    { weight: 2, arbitrary: sweep },
  );
}

/** Programs of some commands, which together have many faults or, if they are quiet, none. */
export function aProgram(kind: Kind): fc.Arbitrary<Program> {
  const answer = fc.constantFrom(...ANSWERS[kind]);
  return fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    scripts: fc.dictionary(
      event.map((number) => `e${number}`),
      fc.array(answer, { minLength: 1, maxLength: 5 }),
      { maxKeys: 8 },
    ),
    commands: fc.array(aCommand(kind, answer), { minLength: 1, maxLength: 40, size: 'max' }),
    aftermath: kind === 'quiet' ? fc.constant([]) : fc.array(fault, { maxLength: 12, size: 'max' }),
    expiry: kind === 'days' ? fc.constantFrom<('late' | 'prompt')[]>('late', 'prompt') : fc.constant('late'),
  });
}

/** A program as it is pasted into the list of examples. */
export function printProgram({ commands, ...program }: Program): string {
  const lines = commands.map((command) => `    ${JSON.stringify(command)},`).join('\n');
  return `{ ...${JSON.stringify(program)}, commands: [\n${lines}\n  ] }`;
}
