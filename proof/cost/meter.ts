// What is billed, counted by stage and unit. The clients, the partner's connections and the runner add to it.

/** Units by which AWS bills, or from which a bill follows. */
export const UNITS = [
  'apiUnits',
  'invocations',
  'gigabyteSeconds',
  'queueRequests',
  'fairQueueRequests',
  'claimWrites',
  'ledgerWrites',
  'otherWrites',
  'readUnits',
  'tableByteMonths',
  'puts',
  'gets',
  'archivedBytes',
  'logBytes',
  'bytesOut',
] as const;

export type Unit = (typeof UNITS)[number];

/** Counts by `stage unit`, such as `fan-out puts`. */
export type Usage = Readonly<Record<string, number>>;

export type Meter = {
  /** Adds to the stage that is at work. */
  add(unit: Unit, amount: number): void;
  /** Adds to a stage, whoever is at work. */
  addTo(stage: string, unit: Unit, amount: number): void;
  /** One call of AWS, by service and operation: for the list of requests, not for the bill. */
  call(name: string): void;
  usage(): Usage;
  calls(): Usage;
  reset(): void;
  /** Who is at work from now on. */
  enter(stage: string): void;
  /** Whether anything is counted: setting up and warming up are not. */
  isOn: boolean;
  /** Milliseconds that the invocation at work has waited for others, as it would on AWS. */
  readonly wait: WaitClock;
  /** The same of the runner, which is waited for itself: while it runs functions, calls of partners are its own. */
  readonly runnerWait: WaitClock;
  isRunning: boolean;
  /** CPU of this thread that was not of the stage at work, but of the runner. */
  elsewhereMs: number;
};

/** Adds up waits: those that begin together overlap, those that begin after one has ended come after it. */
export type WaitClock = {
  /** How long it takes is said at its beginning, or at its end. */
  begin(latencyMs: number): (latencyMs?: number) => void;
  reset(): void;
  elapsedMs(): number;
};

export function createWaitClock(): WaitClock {
  let doneMs = 0;
  return {
    begin(latencyMs) {
      const beganMs = doneMs;
      return (tookMs = latencyMs) => {
        doneMs = Math.max(doneMs, beganMs + tookMs);
      };
    },
    reset() {
      doneMs = 0;
    },
    elapsedMs: () => doneMs,
  };
}

export function createMeter(): Meter {
  const counts = new Map<string, number>();
  const calls = new Map<string, number>();
  let stage = 'nobody';
  const bump = (map: Map<string, number>, key: string, amount: number): void => {
    map.set(key, (map.get(key) ?? 0) + amount);
  };
  const meter: Meter = {
    isOn: false,
    wait: createWaitClock(),
    runnerWait: createWaitClock(),
    isRunning: false,
    elsewhereMs: 0,
    add: (unit, amount) => meter.addTo(stage, unit, amount),
    addTo(whose, unit, amount) {
      if (meter.isOn && amount !== 0) bump(counts, `${whose} ${unit}`, amount);
    },
    call(name) {
      if (meter.isOn) bump(calls, `${stage} ${name}`, 1);
    },
    usage: () => Object.fromEntries(counts),
    calls: () => Object.fromEntries(calls),
    reset() {
      counts.clear();
      calls.clear();
    },
    enter(name) {
      stage = name;
    },
  };
  return meter;
}

/** Sums of a usage by unit, over all stages. */
export function byUnit(usage: Usage): Record<Unit, number> {
  const sums = Object.fromEntries(UNITS.map((unit) => [unit, 0])) as Record<Unit, number>;
  for (const [key, amount] of Object.entries(usage)) {
    const unit = key.slice(key.lastIndexOf(' ') + 1) as Unit;
    sums[unit] += amount;
  }
  return sums;
}
