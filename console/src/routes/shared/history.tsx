// Who has changed what of a source or a destination, newest first, field by field.

import './history.css';
import { Link } from '../../app/links.tsx';
import { useMay } from '../../data/api.tsx';
import { usePages } from '../../data/read.ts';
import { differences } from '../../../../domain/base/differences.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { DifferencesTable } from '../../parts/differences/differences-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PermissionNote } from '../../parts/permission-note.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { Tag } from '../../parts/state.tsx';
import { Time } from '../../parts/time.tsx';
import { deedText } from '../../workspace/deed-text.ts';
import type { DataOf } from '../../../../client/api-client.ts';

type AuditEvent = DataOf<'GET /audit-events'>['auditEvents'][number];
type HistoryProps = {
  readonly resourceType: 'source' | 'destination';
  readonly resourceId: string;
  readonly name: string;
};

export function History(props: HistoryProps) {
  const { may } = useMay('audit:read');
  return may ? <Changes {...props} /> : <PermissionNote permission="audit:read" what="see who has changed what" />;
}

function Changes({ resourceType, resourceId, name }: HistoryProps) {
  const pages = usePages('GET /audit-events', { query: { resourceType, resourceId } });
  return (
    <section className="stack history">
      <div className="between">
        <h2>Changes of the last 400 days, newest first</h2>
        <Link className="link" to="/w/$workspace/audit" search={{ type: resourceType, id: resourceId }}>
          In the audit log, with its filters
        </Link>
      </div>
      <Reading read={pages} bones={<Bones rows={5} height={72} />}>
        {(events) =>
          events.length === 0 ? (
            <EmptyState
              says={`Nobody has changed ${name} by the API or here. What the file of the workspace says is not in this list.`}
              command="penstock file plan"
            />
          ) : (
            <ol>
              {events.map((event) => (
                <Change key={event.id} event={event} />
              ))}
            </ol>
          )
        }
      </Reading>
      <LoadMore pages={pages} label="Show older changes" />
    </section>
  );
}

function verbOf({ type, resourceType, before, after }: AuditEvent, changes: number): string {
  if (before === undefined && after !== undefined) return `created this ${resourceType}`;
  if (before !== undefined && after === undefined) return `deleted this ${resourceType}`;
  if (before === undefined) return deedText(type).toLowerCase();
  return changes === 0 ? 'saved it without a change' : `changed ${changes === 1 ? 'a field' : `${changes} fields`}`;
}

function Change({ event }: { readonly event: AuditEvent }) {
  const { actor, timestamp, before, after } = event;
  const changed = differences(before, after).filter(({ path }) => path !== '');
  return (
    <li>
      <div className="row">
        <b className="cut">{actor.name}</b>
        {actor.type !== 'member' && <Tag>{actor.type}</Tag>}
        <span className="t2">{verbOf(event, changed.length)}</span>
        <span className="push">
          <Time at={timestamp} />
        </span>
      </div>
      {before !== undefined && after !== undefined && changed.length > 0 && <DifferencesTable rows={changed} />}
    </li>
  );
}
