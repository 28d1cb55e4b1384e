import { useParam } from '../app/links.tsx';
import { ReplayWizard } from '../replays/wizard.tsx';

export function Page() {
  return <ReplayWizard destinationId={useParam('destinationId')} />;
}
