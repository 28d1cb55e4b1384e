import { useRead } from '../data/read.ts';
import { Named } from '../names/named.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State } from '../parts/state.tsx';
import { Time } from '../parts/time.tsx';
import { DifferencesTable } from '../parts/differences/differences-table.tsx';

const VERBS = { create: 'made', update: 'changed', delete: 'deleted' } as const;

/** What was changed beside the file since it was applied, by whom. */
export function Drift() {
  const read = useRead('GET /workspace-file/drift');
  return (
    <Reading read={read} bones={<Bones rows={3} />}>
      {({ lastApply, changes, pagination }) => (
        <div className="stack">
          <p className="t2">
            {lastApply === undefined ? (
              'No file that changed something was applied in the 400 days of the audit log.'
            ) : (
              <>
                Last applied <Time at={lastApply.at} /> by {lastApply.by.name}.
              </>
            )}
          </p>
          {changes.length === 0 ? (
            <State state="pass">Nothing was changed beside it</State>
          ) : (
            <ul className="stack">
              {changes.map(({ id, action, resourceType, resourceId, actor, timestamp, differences }) => (
                <li key={id}>
                  <p>
                    {actor.name} has {VERBS[action]} {resourceType} <Named kind={resourceType} id={resourceId} hasId />{' '}
                    <Time at={timestamp} />
                  </p>
                  {differences.length > 0 && <DifferencesTable rows={differences} />}
                </li>
              ))}
            </ul>
          )}
          {pagination.next !== undefined && <p className="t3">Earlier ones are in the audit log.</p>}
        </div>
      )}
    </Reading>
  );
}
