import type { ReplayList } from '../../../domain/replay/replay-report.ts';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import { STEERINGS } from '../../shared/jobs/steer-jobs.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import { json } from '../http/router.ts';
import { readCursor, toCursor } from '../http/pages.ts';
import type { Alias } from './alias.ts';

/** Newest jobs of a page. */
const LISTED = 50;

/** Who asks here is told where jobs are listed here. */
async function listedHere<T>(id: string | undefined, found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'unknown_replay') throw error;
    throw apiError('unknown_replay', { id: (id ?? '').slice(0, 100), listedAt: '/api/replays' });
  }
}

export const replayAliases: readonly Alias[] = [
  {
    pattern: 'POST /api/replays',
    of: 'POST /replays',
    operationId: 'createReplay',
    async answer({ body }, { services }) {
      const report = await services.replays.create(body);
      return json(report.state === 'done' ? 200 : 202, report);
    },
  },
  {
    pattern: 'GET /api/replays',
    of: 'GET /replays',
    async answer({ query: { cursor } }, { services }) {
      const before = cursor === undefined ? undefined : readCursor(cursor);
      const { replays: found, next: after } = await services.replays.list({ limit: LISTED, before });
      const page = fittingItems(found);
      const next = page.length < found.length ? page.at(-1)?.id : after;
      const list: ReplayList = { replays: page, ...(next === undefined ? {} : { cursor: toCursor(next) }) };
      return json(200, list);
    },
  },
  {
    pattern: 'GET /api/replays/{id}',
    of: 'GET /replays/{replayId}',
    answer: async ({ params: { id } }, { services }) => json(200, await listedHere(id, services.replays.show(id))),
  },
  ...STEERINGS.map((steering): Alias => ({
    pattern: `POST /api/replays/{id}/${steering}`,
    of: `POST /replays/{replayId}/${steering}`,
    operationId: `${steering}Replay`,
    answer: async ({ params: { id } }, { services }) =>
      json(200, await listedHere(id, services.replays.control(id, steering))),
  })),
];
