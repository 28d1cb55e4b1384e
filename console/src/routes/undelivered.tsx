import { Page as Frame } from '../app/page.tsx';
import { AsCommand } from '../parts/as-command.tsx';
import { Undelivered } from '../undelivered/undelivered.tsx';

/** What is lost for now, and can I get it back? */
export function Page() {
  return (
    <Frame
      title="Undelivered"
      sub="Given up or refused, and listed for 90 days. Each can be looked at and sent again."
      actions={<AsCommand commands={['penstock undelivered summary', 'penstock undelivered']} />}
      isSplit
    >
      <Undelivered />
    </Frame>
  );
}
