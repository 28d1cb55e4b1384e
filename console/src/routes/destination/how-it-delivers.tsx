import { Link } from '../../app/links.tsx';
import type { Destination } from './state.ts';

/** What its settings come to, in words. */
export function HowItDelivers({ destination }: { readonly destination: Destination }) {
  const { id: destinationId, filter, retry } = destination;
  return (
    <section>
      <h2>How it delivers</h2>
      <dl className="facts dst-facts">
        <dt>Filter</dt>
        <dd className="cut" title={filter}>
          <Link to="/w/$workspace/destinations/$destinationId/filter" params={{ destinationId }}>
            {filter === undefined ? 'none: it gets every event' : <code>{filter}</code>}
          </Link>
        </dd>
        <dt>Rate</dt>
        <dd>{rateText(destination)}</dd>
        <dt>Batches</dt>
        <dd>{batchText(destination)}</dd>
        <dt>Retries</dt>
        <dd>
          {retry.retries === 0
            ? 'none: what fails is undelivered'
            : `${retry.retries} over ${retry.over}, then undelivered`}
        </dd>
      </dl>
    </section>
  );
}

export function rateText({ rateLimit: { perSecond, atOnce } = {} }: Pick<Destination, 'rateLimit'>): string {
  const parts = [
    ...(perSecond === undefined ? [] : [`${perSecond} requests a second`]),
    ...(atOnce === undefined ? [] : [`${atOnce} at the same time`]),
  ];
  return parts.length === 0 ? 'as fast as events come' : `at most ${parts.join(' and ')}`;
}

function batchText({ batch }: Pick<Destination, 'batch'>): string {
  return batch === undefined
    ? 'each event alone'
    : `up to ${batch.maxEvents} events together, a few wait ${batch.maxWait}`;
}
