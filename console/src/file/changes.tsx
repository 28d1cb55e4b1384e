import { State } from '../parts/state.tsx';
import { DifferencesTable } from '../parts/differences/differences-table.tsx';
import type { FileChange } from './file.ts';

const ACTIONS = {
  delete: ['failed', 'Deletes'],
  update: ['waiting', 'Changes'],
  create: ['pass', 'Makes'],
} as const;

/** Each resource with its fields; what is deleted says so and no more. */
export function Changes({ changes }: { readonly changes: readonly FileChange[] }) {
  return (
    <ul className="stack">
      {changes.map(({ action, resourceType, resourceId, differences }) => (
        <li key={`${resourceType} ${resourceId}`}>
          <p className="row">
            <State state={ACTIONS[action][0]}>{ACTIONS[action][1]}</State> {resourceType} <code>{resourceId}</code>
          </p>
          {differences.length > 0 && <DifferencesTable rows={differences} />}
        </li>
      ))}
    </ul>
  );
}
