// Measures the CPU time of several things in one run. On a machine that others use too, times of two runs cannot be
// compared; so every round has a sample of everything, in an order of its own, and what is reported is the median over
// the rounds of the ratio to the floor of the same round.
import { median, quantile } from './statistics.ts';
import type { Row, Section, Settings } from './report.ts';

export type Case = {
  readonly name: string;
  /** How many units (events, requests) one run does. */
  readonly units: number;
  readonly run: () => unknown;
};

type Comparison = { readonly title: string; readonly unit: string; readonly cases: readonly Case[] };

/** The first case is the floor. */
export async function compareCpu({ title, unit, cases }: Comparison, settings: Settings): Promise<Section> {
  const prepared: { name: string; sample: () => Promise<number>; samples: number[] }[] = [];
  for (const each of cases) {
    const runs = await calibrate(each, settings.sampleMs);
    prepared.push({ name: each.name, sample: () => sampleUs(each, runs), samples: [] });
  }
  for (let round = 0; round < settings.rounds; round += 1) {
    for (const each of shuffled(prepared)) each.samples.push(await each.sample());
  }
  return { title, unit, rows: toRows(new Map(prepared.map(({ name, samples }) => [name, samples]))) };
}

/** Name -> one value for each round. */
export type Samples = Map<string, number[]>;

/** Medians, and the medians of the ratios to the first, round by round. */
export function toRows(samplesOf: ReadonlyMap<string, readonly number[]>): Row[] {
  const [floors = []] = samplesOf.values();
  return [...samplesOf].map(([name, samples]) => {
    const ratios = samples.map((sample, round) => sample / (floors[round] ?? NaN));
    const [low, high] = [quantile(ratios, 0.25), quantile(ratios, 0.75)];
    return { name, value: median(samples), ratio: median(ratios), low, high };
  });
}

/** Microseconds of CPU, user and system, of all threads of this process, for one unit. */
async function sampleUs({ run, units }: Case, runs: number): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < runs; index += 1) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (runs * units);
}

/** Warms up until a sample takes long enough, and says how many runs that is. */
async function calibrate(each: Case, sampleMs: number): Promise<number> {
  let runs = 1;
  for (;;) {
    const spentMs = (await sampleUs(each, runs)) * runs * (each.units / 1000);
    if (spentMs >= sampleMs) return Math.max(1, Math.ceil((runs * sampleMs) / spentMs));
    runs *= 2;
  }
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
