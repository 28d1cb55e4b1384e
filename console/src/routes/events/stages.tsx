import { bytesText } from '../../parts/number.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import { ExactTime, PreciseTime } from '../../parts/time.tsx';
import { receivedMsOf, type Trace } from './trace-view.ts';

/** What Penstock itself did with the event, before any destination. */
export function Stages({ trace }: { readonly trace: Trace }) {
  const { claim, batch, event, destinations } = trace;
  const receivedMs = receivedMsOf(trace);
  const isArchived = event !== null;
  const isCounted = batch.countedAt !== null;
  return (
    <ol className="stages">
      <li>
        <StateGlyph state="ok" />
        <div>
          <span className="label t2">Received</span>
          <b>
            <PreciseTime at={new Date(receivedMs)} />
          </b>
          <span className="label t3">
            with a {trace.keyClass} key
            {isArchived && `, ${bytesText(new TextEncoder().encode(JSON.stringify(event)).length)}`}
          </span>
        </div>
      </li>
      <li>
        <StateGlyph state={claim === null ? 'skip' : 'ok'} />
        <div>
          <span className="label t2">Claimed</span>
          <b>{claim === null ? 'Expired by now' : 'The first with this id'}</b>
          <span className="label t3">
            {claim === null ? (
              'a copy would be taken as new'
            ) : (
              <>
                no copy until <ExactTime at={claim.expiresAt} />
              </>
            )}
          </span>
        </div>
      </li>
      <li>
        <StateGlyph state={isArchived ? 'ok' : 'waiting'} />
        <div>
          <span className="label t2">Archived</span>
          <b>{isArchived ? 'In the archive' : 'Not found'}</b>
          <code className="label t3 cut" title={batch.archiveKey}>
            {batch.archiveKey}
          </code>
        </div>
      </li>
      <li>
        <StateGlyph state={isCounted ? 'ok' : 'waiting'} />
        <div>
          <span className="label t2">Counted</span>
          <b>{batch.countedAt === null ? '–' : <ExactTime at={batch.countedAt} />}</b>
          <span className="label t3">
            batch {batch.state}, {destinations.length === 1 ? '1 destination' : `${destinations.length} destinations`}{' '}
            asked
          </span>
        </div>
      </li>
    </ol>
  );
}
