import { useParam } from '../app/links.tsx';
import { ReplayJob } from '../replays/job.tsx';

export function Page() {
  const replayId = useParam('replayId');
  return <ReplayJob key={replayId} replayId={replayId} />;
}
