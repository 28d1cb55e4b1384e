import { Named } from '../names/named.tsx';
import { State, Tag } from '../parts/state.tsx';
import { DifferencesTable } from '../parts/differences/differences-table.tsx';
import type { FileChange } from './file.ts';

const ACTIONS = {
  delete: ['failed', 'Deletes'],
  update: ['waiting', 'Changes'],
  create: ['pass', 'Makes'],
} as const;

type ChangesProps = {
  readonly changes: readonly FileChange[];
  /** Those that the plan before had not. */
  readonly added: readonly FileChange[];
};

/** Each resource with its fields; what is deleted says so and no more. */
export function Changes({ changes, added }: ChangesProps) {
  return (
    <ul className="stack">
      {changes.map((change) => {
        const { action, resourceType, resourceId, differences } = change;
        return (
          <li key={`${resourceType} ${resourceId}`}>
            <p className="row">
              <State state={ACTIONS[action][0]}>{ACTIONS[action][1]}</State> {resourceType}{' '}
              <Named kind={resourceType} id={resourceId} hasId />
              {added.includes(change) && <Tag>not in the plan before</Tag>}
            </p>
            {differences.length > 0 && <DifferencesTable rows={differences} />}
          </li>
        );
      })}
    </ul>
  );
}
