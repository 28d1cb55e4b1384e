import { useState } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useCaller } from '../data/api.tsx';
import { usePages } from '../data/read.ts';
import { Segments } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { PermissionNote } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { RequestCard, type AccessRequest } from './access/request-card.tsx';
import { Approve, Decline, InviteAgain } from './access/decide-dialogs.tsx';
import css from './access/access.module.css';

type State = ItemOf<'GET /access-requests'>['state'];

const STATES = [
  ['waiting', 'Waiting'],
  ['approved', 'Approved'],
  ['declined', 'Declined'],
] as const satisfies readonly (readonly [State, string])[];

const NOBODY: Readonly<Record<State, string>> = {
  waiting: 'Nobody asks for access.',
  approved: 'Nobody was approved in the last 60 days.',
  declined: 'Nobody was declined in the last 60 days.',
};

/** Who wants to build here, and who may? */
export function Page() {
  const { reviews, type } = useCaller();
  const [view, change] = useView();
  const state = STATES.find(([name]) => name === view['state'])?.[0] ?? 'waiting';
  const isHere = reviews || type === 'operator';
  return (
    <Frame
      title="Access requests"
      sub={
        state === 'waiting'
          ? 'Oldest first. Who is approved gets a workspace and is invited; who is not decided about is forgotten after 60 days.'
          : 'What was decided in the last 60 days.'
      }
    >
      <PermissionNote permission="access-requests:read" what="see who asks for access" />
      {!isHere && (
        <EmptyState says="Requests are decided in the reviewing workspace of the installation, and this is another one." />
      )}
      {isHere && (
        <div className={`stack ${css['body'] ?? ''}`}>
          <div>
            <Segments
              label="Which"
              value={state}
              options={STATES}
              onChange={(chosen) => change({ state: chosen === 'waiting' ? undefined : chosen })}
            />
          </div>
          <List state={state} />
        </div>
      )}
    </Frame>
  );
}

type Asked = { readonly request: AccessRequest; readonly deed: 'approve' | 'decline' | 'invite' };

function List({ state }: { readonly state: State }) {
  const requests = usePages('GET /access-requests', { query: { state } });
  const [asked, setAsked] = useState<Asked>();
  const close = (): void => setAsked(undefined);
  return (
    <Reading read={requests} bones={<Bones rows={6} />}>
      {(found) =>
        found.length === 0 ? (
          <EmptyState says={NOBODY[state]} command={`penstock access-requests list --state ${state}`} />
        ) : (
          <>
            <ul className={css['list']} aria-label="Requests">
              {found.map((request) => (
                <RequestCard key={request.id} request={request} ask={(deed) => setAsked({ request, deed })} />
              ))}
            </ul>
            <LoadMore pages={requests} />
            {asked?.deed === 'approve' && <Approve request={asked.request} onClose={close} />}
            {asked?.deed === 'decline' && <Decline request={asked.request} onClose={close} />}
            {asked?.deed === 'invite' && <InviteAgain request={asked.request} onClose={close} />}
          </>
        )
      }
    </Reading>
  );
}
