import { Link } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useList } from '../data/read.ts';
import { AsCommand } from '../parts/as-command.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { buttonClass } from '../parts/button.tsx';
import { PermissionNote, useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { FunctionTable } from './functions/function-table.tsx';
import './functions/functions.css';

const EVERY_MS = 15_000;

/** Which functions are there, what runs of each, who uses it, and what goes wrong? */
export function Page() {
  const functions = useList('GET /functions', {}, { every: EVERY_MS });
  return (
    <Frame
      title="Functions"
      sub="Code of yours that events pass, or that does with them what it likes."
      actions={
        functions.data !== undefined &&
        functions.data.length > 0 && (
          <>
            <AsCommand commands={['penstock functions', 'penstock functions push to-crm functions/to-crm.js']} />
            <WriteOne>Write a function</WriteOne>
          </>
        )
      }
    >
      <Reading read={functions} bones={<Bones rows={6} />}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState
              says="No function yet. The first one is there in a click, as a sample that runs: try it with an event, change it, save it."
              command="penstock functions push to-crm functions/to-crm.js --type destination"
            >
              <WriteOne>Write the first function</WriteOne>
            </EmptyState>
          ) : (
            <FunctionTable functions={found} />
          )
        }
      </Reading>
    </Frame>
  );
}

function WriteOne({ children }: { readonly children: string }) {
  const why = useWhyNot('functions:write');
  if (why !== undefined) return <PermissionNote permission="functions:write" what="write functions" />;
  return (
    <Link className={buttonClass({ kind: 'primary' })} to="/w/$workspace/functions/_new">
      {children}
    </Link>
  );
}
