import type { ItemOf } from '../../../client/api-client.ts';
import { Link, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useCaller } from '../data/api.tsx';
import { useList } from '../data/read.ts';
import { Segments } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { PermissionNote } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Time, useNow } from '../parts/time.tsx';
import { ageText, isOverdue } from './reviews/review-texts.ts';
import { State } from '../parts/state.tsx';
import css from './developer/developer.module.css';

type Listed = ItemOf<'GET /reviews'>;
type State_ = Listed['state'];

const STATES = [
  ['in-review', 'Waiting'],
  ['private-beta', 'Private beta'],
  ['public-beta', 'Public beta'],
  ['public', 'Public'],
  ['retired', 'Retired'],
] as const satisfies readonly (readonly [State_, string])[];

/** May this go out? */
export function Page() {
  const { reviews } = useCaller();
  const [view, change] = useView();
  const state = STATES.find(([name]) => name === view['state'])?.[0] ?? 'in-review';
  const read = useList('GET /reviews', { query: { state } }, { when: reviews });
  return (
    <Frame
      title="Reviews"
      sub={
        state === 'in-review'
          ? 'Oldest first. Partners are promised an answer within two working days.'
          : 'Published components.'
      }
    >
      <PermissionNote permission="reviews:read" what="see reviews" />
      {!reviews && (
        <EmptyState says="Components are reviewed in one workspace of the installation, and this is another one." />
      )}
      {reviews && (
        <div className={`stack ${css['below']}`}>
          <div className={css['scrolls']}>
            <Segments
              label="Which"
              value={state}
              options={STATES}
              onChange={(chosen) => change({ state: chosen === 'in-review' ? undefined : chosen })}
            />
          </div>
          <Reading read={read} bones={<Bones rows={4} />}>
            {(found) => <List found={found} isWaiting={state === 'in-review'} />}
          </Reading>
        </div>
      )}
    </Frame>
  );
}

function List({ found, isWaiting }: { readonly found: readonly Listed[]; readonly isWaiting: boolean }) {
  if (found.length === 0) {
    return <EmptyState says={isWaiting ? 'Nothing waits for a reviewer.' : 'No published component stands here.'} />;
  }
  return (
    <div className="table-scroll">
      <table className="hover">
        <thead>
          <tr>
            <th>Component</th>
            <th>App</th>
            <th>Workspace</th>
            <th className="num">Version</th>
            <th>{isWaiting ? 'Waits' : 'Published'}</th>
          </tr>
        </thead>
        <tbody>
          {found.map((one) => (
            <tr key={one.id}>
              <td>
                <Link className="link" to="/w/$workspace/reviews/$reviewId" params={{ reviewId: one.id }}>
                  {one.componentId}
                </Link>
              </td>
              <td>{one.appId}</td>
              <td>
                <code>{one.workspaceId}</code>
              </td>
              <td className="num">{one.version}</td>
              <td>
                {one.submittedAt !== undefined && <Waits since={one.submittedAt} />}
                {one.publishedAt !== undefined && <Time at={one.publishedAt} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Against the two working days that partners are promised. */
function Waits({ since }: { readonly since: string }) {
  const now = useNow();
  return (
    <State state={isOverdue(since, now) ? 'failed' : 'waiting'}>
      {ageText(since, now)}
      {isOverdue(since, now) && ', longer than promised'}
    </State>
  );
}
