import { Page as Frame } from '../app/page.tsx';
import { AsCommand } from '../parts/as-command.tsx';
import { Replays } from '../replays/list.tsx';

/** What was sent once more, and what runs now? */
export function Page() {
  return (
    <Frame
      title="Replays"
      sub="Events of the archive, sent to a destination once more."
      actions={<AsCommand commands={['penstock replay list']} />}
    >
      <Replays />
    </Frame>
  );
}
