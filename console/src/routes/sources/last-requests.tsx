// The requests that a source of a function received last, and what became of each. They are read again while nobody points at
// them.

import './last-requests.css';
import { useState } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import { becameText } from '../../../../domain/functions/received-request.ts';
import type { RejectionReason } from '../../../../domain/events/event.ts';
import { rejectionText } from '../../../../domain/events/rejection-texts.ts';
import { useMay } from '../../data/api.tsx';
import { useRead } from '../../data/read.ts';
import { bytesText } from '../../parts/number.tsx';
import { PermissionNote } from '../../parts/permission-note.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { State, type StateName } from '../../parts/state.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { PreciseTime, relativeText, useNow } from '../../parts/time.tsx';

type Received = DataOf<'GET /sources/{sourceId}/requests'>['requests'][number];

const EVERY_MS = 5000;

type LastRequestsProps = {
  readonly sourceId: string;
  /** @default all that are kept */
  readonly most?: number;
};

export function LastRequests({ sourceId, most }: LastRequestsProps) {
  const [isHeld, setHeld] = useState(false);
  const { may } = useMay('events:read');
  const options = isHeld ? { when: may } : { every: EVERY_MS, when: may };
  const read = useRead('GET /sources/{sourceId}/requests', { params: { sourceId } }, options);
  if (!may) return <PermissionNote permission="events:read" what="see its last requests" />;
  return (
    <div className="requests" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)}>
      <Reading read={read} bones={<Bones rows={3} />}>
        {({ requests }) =>
          requests.length === 0 ? (
            <p className="t2">No request has come in the last three days.</p>
          ) : (
            <Table
              caption="The last requests, newest first"
              columns={COLUMNS}
              rows={requests.slice(0, most)}
              keyOf={({ requestId }) => requestId}
              rowHeight={32}
            />
          )
        }
      </Reading>
    </div>
  );
}

const STATES: Readonly<Record<Received['outcome'], StateName>> = {
  ...{ made: 'ok', dropped: 'off', again: 'waiting', waits: 'waiting', failed: 'failed', refused: 'failed' },
};

const COLUMNS: readonly Column<Received>[] = [
  { key: 'at', head: 'Received', width: 150, cell: ({ receivedAt }) => <PreciseTime at={receivedAt} /> },
  { key: 'method', head: 'Method', width: 72, cell: ({ method }) => <code>{method}</code> },
  { key: 'bytes', head: 'Body', isNumber: true, width: 72, cell: ({ bytes }) => bytesText(bytes) },
  { key: 'status', head: 'Answered', isNumber: true, width: 84, cell: ({ status }) => status },
  { key: 'became', head: 'What came of it', cell: (request) => <Became of={request} /> },
];

/** What the function has said may be longer than a row: the rest is under the pointer, and in the logs of the function. */
function Became({ of: request }: { readonly of: Received }) {
  const { outcome, reason, message, runsAgainAt } = request;
  const now = useNow();
  const again = runsAgainAt === undefined ? '' : `, again ${relativeText(new Date(runsAgainAt), now)}`;
  const why = reason === undefined ? undefined : (message ?? rejectionText(reason as RejectionReason));
  return (
    <span className="became">
      <State state={STATES[outcome]}>
        {becameText(request)}
        {again}
      </State>
      {why !== undefined && (
        <span className="t2 cut" title={`${reason ?? ''}: ${why}`}>
          {why}
        </span>
      )}
    </span>
  );
}
