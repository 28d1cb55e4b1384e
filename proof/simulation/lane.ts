// One lane with its functions, which are the delivery functions as they are deployed, in a world of simulated time.

import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { destinationItemKey } from '../../domain/tables/table-keys.ts';
import type { DeliveryEnv } from '../../functions/delivery/env.ts';
import { createHandler, type DeliveryOutside } from '../../functions/delivery/handler.ts';
import { indexWrites } from '../../functions/shared/stores/config-index.ts';
import { putDocument } from '../../functions/shared/stores/config-store.ts';
import { raiseVersion } from '../../functions/shared/stores/config-version.ts';
import {
  createDestination,
  destinationAt,
  type DestinationSettings,
  type SimulatedDestination,
} from './destination.ts';
import type { Engine } from './engine.ts';
import { createEventSource, type EventSource, type Instance } from './event-source.ts';
import { createServices, passing, simulatedDate, type About, type Services } from './services.ts';
import type { Tally } from './tally.ts';

export type LaneSettings = {
  /** Most runs of the delivery function at once, on the live and on the retry queue. */
  readonly liveConcurrency: number;
  readonly retryConcurrency: number;
  /** At most. */
  readonly eventsPerPack: number;
};

export type Lane = {
  readonly live: EventSource;
  readonly retry: EventSource;
  readonly deadLetters: EventSource;
  readonly held: Services['held'];
  readonly destinations: readonly SimulatedDestination[];
  readonly tallyOf: (destinationId: string) => Tally;
};

const TABLES = { CONTROL_TABLE: 'control', DEDUPE_TABLE: 'dedupe', LEDGER_SHARDS: undefined };
const QUEUES = { RETRY_QUEUE_URL: 'retry', REPLAY_QUEUE_URL: 'replay', DEAD_LETTER_QUEUE_URL: 'dead-letters' };
const FUNCTIONS = { FUNCTION_CODE_BUCKET: 'none', RUNNER_FUNCTION: 'none' };
const ENV: DeliveryEnv = {
  ...{ ...TABLES, ...QUEUES, ...FUNCTIONS },
  ...{ ARCHIVE_BUCKET: 'archive', SECRETS_KEY: 'none', ALLOWED_NETWORKS: [] },
};
const EXPIRY_MS = 60 * 60 * 1000;

type LaneOptions = {
  readonly destinations: readonly DestinationSettings[];
  /** Events that entered before this are the ones whose last delivery is watched. */
  readonly watermarkMs: number;
};

/** A lane whose destinations get events once a second, in packs as fan-out makes them. */
export function createLane(engine: Engine, settings: LaneSettings, options: LaneOptions): Lane {
  const all = options.destinations.map((one) => createDestination(engine, one, options.watermarkMs));
  const byId = new Map(all.map((destination) => [destination.id, destination]));
  const destinationOf = (id: string): SimulatedDestination => {
    const found = byId.get(id);
    if (found === undefined) throw new Error(`there is no destination ${id}`);
    return found;
  };
  const services = createServices(engine, {
    queues: () => ({ [ENV.RETRY_QUEUE_URL]: retry.queue, [ENV.DEAD_LETTER_QUEUE_URL]: deadLetters.queue }),
    onSend: createProbeCount((id) => destinationOf(id).tally),
  });
  const outside = outsideOf(engine, services, destinationOf);
  const idle: Instance[] = [];
  const sourceOf = (concurrency: number): EventSource =>
    createEventSource(engine, {
      concurrency,
      take: () => idle.pop() ?? createHandler(ENV, outside),
      giveBack: (instance) => void idle.push(instance),
    });
  const live = sourceOf(settings.liveConcurrency);
  const retry = sourceOf(settings.retryConcurrency);
  const deadLetters = sourceOf(0);

  configure(services, all);
  for (const destination of all) destination.bringEvents(live.queue, settings.eventsPerPack);
  const expire = (): void => {
    services.tables.expire(outside.now().getTime(), () => true);
    engine.at(engine.now() + EXPIRY_MS, expire);
  };
  expire();
  return { live, retry, deadLetters, held: services.held, destinations: all, tallyOf: (id) => destinationOf(id).tally };
}

function outsideOf(
  engine: Engine,
  { clients }: Services,
  destinationOf: (id: string) => SimulatedDestination,
): DeliveryOutside {
  let named = 0;
  return {
    ...clients,
    now: () => simulatedDate(engine),
    random: engine.random,
    unique: () => `unique-${(named += 1)}`,
    waitMs: (milliseconds) => passing(engine, milliseconds),
    later(milliseconds, action) {
      let isWanted = true;
      engine.at(engine.now() + milliseconds, () => {
        if (isWanted) action();
      });
      return () => void (isWanted = false);
    },
    createHttp: () => ({ send: (request) => destinationOf(destinationAt(request.url)).answer(request) }),
  };
}

function createProbeCount(tallyOf: (destinationId: string) => Tally): (about: About) => void {
  const breakers = new Set<string>();
  return ({ destinationId, breakerId }) => {
    if (breakerId === undefined) return;
    const tally = tallyOf(destinationId);
    tally.probes += 1;
    if (!breakers.has(breakerId)) tally.openings += 1;
    breakers.add(breakerId);
  };
}

function configure({ tables }: Services, destinations: readonly SimulatedDestination[]): void {
  const table = ENV.CONTROL_TABLE;
  const documents = destinations.flatMap(({ id, document }) => [
    putDocument(table, destinationItemKey(id), document),
    ...indexWrites(table, { after: document }),
  ]);
  const TransactItems = [...documents, raiseVersion(table, [undefined])];
  tables.execute(new TransactWriteItemsCommand({ TransactItems }), false);
}
