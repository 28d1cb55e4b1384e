import { useState } from 'react';
import type { DataOf } from '../../../client/api-client.ts';
import { Link, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useRead } from '../data/read.ts';
import { useMay } from '../data/api.tsx';
import { Named } from '../names/named.tsx';
import { AsCommand } from '../parts/as-command.tsx';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Field, TextInput } from '../parts/field.tsx';
import { PermissionNote } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import './events/events.css';

type Found = DataOf<'GET /events'>['events'][number];

/** Where is the event with this id? */
export function Page() {
  const [{ messageId = '' }] = useView();
  const { may } = useMay('events:read');
  return (
    <Frame
      title="Events"
      sub="One event by its messageId, which each SDK sets, through every stage."
      actions={<AsCommand commands={[`penstock events find '${messageId === '' ? 'MESSAGE_ID' : messageId}'`]} />}
    >
      {may ? (
        <>
          <Search key={messageId} messageId={messageId} />
          {messageId !== '' && <Results messageId={messageId} />}
        </>
      ) : (
        <PermissionNote permission="events:read" what="see events" />
      )}
    </Frame>
  );
}

function Search({ messageId }: { readonly messageId: string }) {
  const [text, setText] = useState(messageId);
  const [, change] = useView();
  return (
    <form
      className="find"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        change({ messageId: text.trim() === '' ? undefined : text.trim() }, { isStep: true });
      }}
    >
      <Field label="messageId">
        <TextInput value={text} onChange={setText} maxLength={1000} isMono spellCheck={false} autoFocus />
      </Field>
      <Button type="submit" icon="search">
        Find the event
      </Button>
    </form>
  );
}

const COLUMNS: readonly Column<Found>[] = [
  {
    key: 'source',
    head: 'Source',
    cell: ({ sourceId, messageId, keyClass }) => (
      <Link to="/w/$workspace/events/$sourceId" params={{ sourceId }} search={{ messageId, keyClass }} className="link">
        <Named kind="source" id={sourceId} />
      </Link>
    ),
  },
  { key: 'taken', head: 'Taken', cell: ({ claimedAt }) => <Time at={claimedAt} /> },
  { key: 'key', head: 'With a key of the class', cell: ({ keyClass }) => keyClass },
  { key: 'until', head: 'Copies are recognised until', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
];

function Results({ messageId }: { readonly messageId: string }) {
  const read = useRead('GET /events', { query: { messageId } });
  return (
    <Reading read={read} bones={<Bones rows={2} />}>
      {({ events }) =>
        events.length === 0 ? (
          <NotFound messageId={messageId} />
        ) : (
          <Table
            caption="Sources that have taken an event with this messageId, newest first"
            columns={COLUMNS}
            rows={events}
            keyOf={({ sourceId, keyClass }) => `${sourceId} ${keyClass}`}
          />
        )
      }
    </Reading>
  );
}

/** Its claim may have expired: then one has to say which source, and about when. */
function NotFound({ messageId }: { readonly messageId: string }) {
  const sources = useRead('GET /sources');
  return (
    <div className="stack">
      <EmptyState says="No source has taken an event with this messageId lately. If it came earlier, choose its source and say about when: the archive has it." />
      <ul>
        {sources.data?.sources.map(({ id, name }) => (
          <li key={id}>
            <Link to="/w/$workspace/events/$sourceId" params={{ sourceId: id }} search={{ messageId }} className="link">
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
