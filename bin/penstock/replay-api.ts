import type { DataOf, InputTo } from '../../client/api-client.ts';
import type { ReplayList, ReplayReport } from '../../domain/replay/replay-report.ts';
import { collect } from './collect.ts';
import type { Connection } from './connection.ts';
import { idInPath } from './operator-api.ts';

/** A request as the operator's way has it. */
export type ReplayRequest = Readonly<Record<string, unknown>> & {
  readonly destination: string;
  readonly sources?: readonly string[];
};

/** Replays, by whichever way there is. Both say the same; names are those of the operator's way. */
export type ReplayApi = {
  create(request: ReplayRequest): Promise<ReplayReport>;
  list(): Promise<readonly ReplayReport[]>;
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

export function createReplayApi(connection: Connection): ReplayApi {
  const pathOf = (id: string): string => `/api/replays/${idInPath(id)}`;
  return {
    create: (request) =>
      connection.choose({
        async client(client) {
          const { destination: destinationId, sources, ...rest } = request;
          const said = { destinationId, ...(sources === undefined ? {} : { sourceIds: sources }), ...rest };
          // Whatever is wrong with an option, the API says.
          const { replay } = await client.call('POST /replays', { body: said as InputTo<'POST /replays'>['body'] });
          return toReport(replay);
        },
        operator: (api) => api('POST', '/api/replays', request),
      }),
    list: () =>
      connection.choose({
        async client(client) {
          const newest = await collect(client.list('GET /replays', { query: { limit: NEWEST } }), NEWEST);
          return newest.map(toReport);
        },
        async operator(api) {
          const read = (cursor?: string) =>
            api<ReplayList>('GET', `/api/replays${cursor === undefined ? '' : `?cursor=${cursor}`}`);
          let page = await read();
          const newest = [...page.replays];
          while (page.cursor !== undefined && newest.length < NEWEST) {
            page = await read(page.cursor);
            newest.push(...page.replays);
          }
          return newest.slice(0, NEWEST);
        },
      }),
    show: (replayId) =>
      connection.choose({
        client: async (client) =>
          toReport((await client.call('GET /replays/{replayId}', { params: { replayId } })).replay),
        operator: (api) => api('GET', pathOf(replayId)),
      }),
    control: (replayId, verb) =>
      connection.choose({
        client: async (client) =>
          toReport((await client.call(`POST /replays/{replayId}/${verb}`, { params: { replayId } })).replay),
        operator: (api) => api('POST', `${pathOf(replayId)}/${verb}`),
      }),
  };
}
