import type { ReplayList } from '../../domain/replay-report.ts';
import { createReplayJobs, REPLAY_VERBS, type ReplayJobsDeps } from './replay-jobs.ts';
import { json, type Route } from './router.ts';

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
      answer: async () => {
        const list: ReplayList = { replays: await replays.list() };
        return json(200, list);
      },
    },
    { pattern: 'GET /api/replays/{id}', answer: async ({ params }) => json(200, await replays.show(params['id'])) },
    ...REPLAY_VERBS.map((verb): Route => ({
      pattern: `POST /api/replays/{id}/${verb}`,
      answer: async ({ params }) => json(200, await replays.control(params['id'], verb)),
    })),
  ];
}
