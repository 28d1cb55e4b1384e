import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient, DataOf, InputTo } from '../../client/api-client.ts';
import { isUnfinished } from '../../domain/replay/archive-job.ts';
import type { ReplayReport } from '../../domain/replay/replay-report.ts';
import { collect } from './collect.ts';

/** A request under the names of the options. */
export type ReplayRequest = Readonly<Record<string, unknown>> & {
  readonly destination: string;
  readonly sources?: readonly string[];
  readonly subscriptions?: readonly string[];
};

/** Which replays; everything where nothing is said. */
export type ReplayFilter = { readonly destination?: string | undefined; readonly state?: string | undefined };

/** Replays, under the names of the options. */
export type ReplayApi = {
  /** A dry run is waited for: what it found is what was asked. */
  create(request: ReplayRequest): Promise<ReplayReport>;
  list(filter?: ReplayFilter): Promise<readonly ReplayReport[]>;
  show(id: string): Promise<ReplayReport>;
  control(id: string, verb: 'pause' | 'resume' | 'cancel'): Promise<ReplayReport>;
};

type Replay = DataOf<'GET /replays/{replayId}'>['replay'];

/** The API shows what was asked for beside all else. */
function toReport(replay: Replay): ReplayReport {
  const { destinationId: destination, sourceIds: sources, from, to, types, events, userIds, ...rest } = replay;
  const { onlyUndelivered, ratePerSecond, dryRun, ...report } = rest;
  const spec = { sources, destination, from, to, types, events, userIds, onlyUndelivered, ratePerSecond, dryRun };
  // The API's schema has optional fields that may be undefined; JSON has none of these.
  return { ...report, spec } as ReplayReport;
}

const NEWEST = 50;
const LOOK_AGAIN_MS = 1_000;

export function createReplayApi(
  client: ApiClient,
  waitMs: (milliseconds: number) => Promise<unknown> = wait,
): ReplayApi {
  const show = async (replayId: string): Promise<ReplayReport> =>
    toReport((await client.call('GET /replays/{replayId}', { params: { replayId } })).replay);
  return {
    show,
    async create({ destination: destinationId, sources, subscriptions, ...rest }) {
      const said = {
        destinationId,
        ...(sources === undefined ? {} : { sourceIds: sources }),
        ...(subscriptions === undefined ? {} : { subscriptionIds: subscriptions }),
        ...rest,
      };
      // Whatever is wrong with an option, the API says.
      const { replay } = await client.call('POST /replays', { body: said as InputTo<'POST /replays'>['body'] });
      let report = toReport(replay);
      while (report.spec.dryRun && isUnfinished(report)) {
        await waitMs(LOOK_AGAIN_MS);
        report = await show(report.id);
      }
      return report;
    },
    async list({ destination, state } = {}) {
      const said = {
        limit: NEWEST,
        ...(destination === undefined ? {} : { destinationId: destination }),
        ...(state === undefined ? {} : { state }),
      };
      // Whatever is wrong with an option, the API says.
      const query = said as NonNullable<InputTo<'GET /replays'>['query']>;
      const newest = await collect(client.list('GET /replays', { query }), NEWEST);
      return newest.map(toReport);
    },
    async control(replayId, verb) {
      return toReport((await client.call(`POST /replays/{replayId}/${verb}`, { params: { replayId } })).replay);
    },
  };
}
