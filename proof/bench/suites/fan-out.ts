import { readDestination } from '../harness/destinations.ts';
import { loadStage, sqsEvent, type Invoke } from '../harness/functions.ts';
import { compareCpu, type Case } from '../harness/measure.ts';
import { ingestPacks } from '../harness/packs.ts';
import type { Section, Settings, Suite } from '../harness/report.ts';
import { sampleEvents } from '../harness/sample-events.ts';
import { startServices, type Services } from '../harness/services.ts';
import { createNaive, type Naive } from '../peers/naive.ts';
import { fanOutParts } from './fan-out-parts.ts';

/** What a run of fan-out has at hand where there is some load: requests of 15 events. */
const REQUESTS = 20;
const EVENTS_PER_REQUEST = 15;
const COUNT = REQUESTS * EVENTS_PER_REQUEST;
/** Lambda hands over so many messages by default. */
const NAIVE_BATCH = 10;

/** Sources by what their destinations are: each has its own number of them. */
const SOURCES = {
  none: [],
  one: destinations('one', 1, {}),
  ten: destinations('ten', 10, {}),
  hundred: destinations('hundred', 100, {}),
  unmatched: [
    ...destinations('unmatched', 1, {}),
    ...destinations('unmatched-not', 100, { filter: 'event = "Never Sent"' }).map((found) => ({
      ...found,
      source: 'unmatched',
    })),
  ],
};

/** CPU of fanning out 300 events that came in 20 requests, by number of destinations. */
export const fanOutSuite: Suite = {
  name: 'fan-out',
  async run(settings) {
    const services = await startServices();
    const naive = createNaive(`${services.awsUrl}/000000000000`);
    try {
      await configure(services);
      const invoke = await loadStage('fan-out', services);
      const whole = await compareWhole({ invoke, naive, settings });
      return [whole, ...(await fanOutParts(settings))];
    } finally {
      naive.close();
      await services.close();
    }
  },
};

function destinations(source: string, count: number, overrides: object): object[] {
  return Array.from({ length: count }, (_, index) =>
    readDestination({ id: `${source}-${index}`, source, ...overrides }),
  );
}

async function configure(services: Services): Promise<void> {
  const sources = Object.keys(SOURCES).map((id) => ({ id, enabled: true, writeKeys: [id], acceptDeletes: false }));
  await services.configure([...sources, ...Object.values(SOURCES).flat()]);
}

type Setup = { readonly invoke: Invoke; readonly naive: Naive; readonly settings: Settings };

async function compareWhole({ invoke, naive, settings }: Setup): Promise<Section> {
  const events = sampleEvents('2 KB', COUNT);
  const lines = events.map((event) => JSON.stringify(event));
  const text = `[${lines.join()}]`;
  const ours = (source: keyof typeof SOURCES): Case => {
    const bodies = ingestPacks(source, events, EVENTS_PER_REQUEST);
    return { name: nameOf(source), units: COUNT, run: () => call(invoke, bodies) };
  };
  const peer: Case = {
    name: 'naive design, 1 destination',
    units: NAIVE_BATCH,
    run: () => naive.fanOut(lines.slice(0, NAIVE_BATCH), ['crm']),
  };
  const floor: Case = {
    name: 'floor: JSON.parse + JSON.stringify',
    units: COUNT,
    run: () => JSON.stringify(JSON.parse(text)),
  };
  const cases = [floor, peer, ...(Object.keys(SOURCES) as (keyof typeof SOURCES)[]).map(ours)];
  return compareCpu({ title: `fan-out: ${COUNT} x 2 KB in ${REQUESTS} packs`, unit: 'us CPU/event', cases }, settings);
}

function nameOf(source: keyof typeof SOURCES): string {
  if (source === 'unmatched') return 'fan-out, 1 destination and 100 that do not match';
  return `fan-out, ${SOURCES[source].length} destinations`;
}

async function call(invoke: Invoke, bodies: readonly string[]): Promise<void> {
  const { batchItemFailures } = (await invoke(sqsEvent(bodies))) as { batchItemFailures: unknown[] };
  if (batchItemFailures.length > 0) throw new Error(`fan-out left ${batchItemFailures.length} packs`);
}
