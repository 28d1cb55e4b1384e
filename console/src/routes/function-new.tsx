import { Link } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { AsCommand } from '../parts/as-command.tsx';
import { NewFunction } from './functions/new-function.tsx';
import './functions/functions.css';

const COMMAND = 'penstock functions push to-crm functions/to-crm.js --type destination';

/** A function that runs before it is there. */
export function Page() {
  return (
    <Frame
      title="New function"
      crumbs={[
        <Link key="list" to="/w/$workspace/functions">
          Functions
        </Link>,
      ]}
      sub="A sample that runs as it is. Nothing is saved until you say so."
      actions={<AsCommand commands={[COMMAND]} />}
      isSplit
    >
      <NewFunction />
    </Frame>
  );
}
