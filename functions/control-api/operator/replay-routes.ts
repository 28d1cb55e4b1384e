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
        const before = cursor === undefined ? undefined : readCursor(cursor);
        const { replays: found, next: after } = await replays.list({ limit: LISTED, before });
        const page = fittingItems(found);
        const next = page.length < found.length ? page.at(-1)?.id : after;
        const list: ReplayList = { replays: page, ...(next === undefined ? {} : { cursor: toCursor(next) }) };
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
