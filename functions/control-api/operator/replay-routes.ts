import type { ReplayList } from '../../../domain/replay/replay-report.ts';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import { STEERINGS } from '../../shared/jobs/steer-jobs.ts';
import { createReplayJobs, type ReplayJobsDeps } from '../use-cases/replay-jobs.ts';
import { json, type Route } from '../http/router.ts';
import { readCursor, toCursor } from '../http/pages.ts';

/** Newest jobs of a page. */
const LISTED = 50;

/** Aliases of /api/v1/replays, for all workspaces. */
export function replayRoutes(deps: ReplayJobsDeps): Route[] {
  const replays = createReplayJobs(deps);
  return [
    {
      pattern: 'POST /api/replays',
      answer: async ({ body }) => {
        const report = await replays.create(body);
        return json(report.state === 'done' ? 200 : 202, report);
      },
    },
    {
      pattern: 'GET /api/replays',
      answer: async ({ query: { cursor } }) => {
        const found = await replays.list(LISTED + 1, cursor === undefined ? undefined : readCursor(cursor));
        const page = fittingItems(found, LISTED);
        const last = page.at(-1);
        const isMore = found.length > page.length && last !== undefined;
        const list: ReplayList = { replays: page, ...(isMore ? { cursor: toCursor(last.id) } : {}) };
        return json(200, list);
      },
    },
    { pattern: 'GET /api/replays/{id}', answer: async ({ params }) => json(200, await replays.show(params['id'])) },
    ...STEERINGS.map((steering): Route => ({
      pattern: `POST /api/replays/{id}/${steering}`,
      answer: async ({ params }) => json(200, await replays.control(params['id'], steering)),
    })),
  ];
}
