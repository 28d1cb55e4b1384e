// What became of the events of each destination that uses a function: how many, what it dropped, and what was lost for which
// reason.

import type { ItemOf } from '../../../../client/api-client.ts';
import { Link } from '../../app/links.tsx';
import { useWhole, type Read } from '../../data/read.ts';
import { Num } from '../../parts/number.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { reasonText, reasonTitle } from '../../parts/reason.ts';
import { useNow } from '../../parts/time.tsx';
import { linksOf } from '../destination/funnel-links.tsx';
import { queryOf, type Range } from '../shared/ranges.ts';
import { useStale } from '../shared/use-stale.ts';
import { CLASS_NAMES, failuresOf, sumOf, together, type Counts, type Ended, type Failure } from './failures.ts';

type Destination = ItemOf<'GET /destinations'>;
type Point = Ended & { readonly matched: number; readonly delivered: number };

const NOW_EVERY_MS = 15_000;
/** Each is a request. */
const MOST_SHOWN = 10;

type OutcomesProps = { readonly users: readonly Destination[]; readonly range: Range };

export function Outcomes({ users, range }: OutcomesProps) {
  return (
    <div className="stack fn-outcomes">
      {users.slice(0, MOST_SHOWN).map((user) => (
        <OfDestination key={user.id} user={user} range={range} />
      ))}
      {users.length > MOST_SHOWN && (
        <p className="label t2">
          {users.length - MOST_SHOWN} more use it. <Link to="/w/$workspace/destinations">All destinations</Link>
        </p>
      )}
    </div>
  );
}

type OfDestinationProps = { readonly user: Destination; readonly range: Range };

function OfDestination({ user, range }: OfDestinationProps) {
  const query = queryOf(range, useNow(NOW_EVERY_MS));
  const params = { destinationId: user.id };
  const line = 'GET /delivery-overview/destinations/{destinationId}';
  const series: Read<{ readonly series: readonly Point[] }> = useWhole(
    line,
    { params, query },
    { every: range.everyMs },
  );
  const shown = useStale(series, `${user.id} ${range.name}`);
  const functions = [...(user.insert ?? []), ...(user.function === undefined ? [] : [user.function])];
  return (
    <section aria-label={user.name}>
      <div className="between wraps">
        <h3 className="cut">
          <Link to="/w/$workspace/destinations/$destinationId" params={params} title={user.name}>
            {user.name}
          </Link>
        </h3>
        <span className="label t3">
          {range.words}
          {functions.length > 1 && `, of its ${functions.length} functions together`}
        </span>
      </div>
      <Reading read={shown} bones={<Bones rows={2} />}>
        {({ series: points }) => <Numbers user={user} range={range} points={points} />}
      </Reading>
    </section>
  );
}

type NumbersProps = OfDestinationProps & { readonly points: readonly Point[] };

function Numbers({ user, range, points }: NumbersProps) {
  const ended = together(points);
  const failures = failuresOf(user, ended);
  return (
    <>
      <dl className="fn-numbers">
        <div>
          <dt>For it</dt>
          <dd>
            <Num value={points.reduce((sum, { matched }) => sum + matched, 0)} />
          </dd>
        </div>
        <div>
          <dt>Delivered</dt>
          <dd>
            <Num value={points.reduce((sum, { delivered }) => sum + delivered, 0)} />
          </dd>
        </div>
        <div>
          <dt>Dropped by a function</dt>
          <dd>
            <Num value={sumOf(ended.filteredByFunction)} />
          </dd>
        </div>
        <div>
          <dt>Lost</dt>
          <dd>
            <Num value={failures.reduce((sum, { count }) => sum + count, 0)} />
          </dd>
        </div>
      </dl>
      {failures.length > 0 && <Failures user={user} range={range} failures={failures} />}
      <Drops drops={ended.filteredByFunction} />
    </>
  );
}

type FailuresProps = OfDestinationProps & { readonly failures: readonly Failure[] };

function Failures({ user, range, failures }: FailuresProps) {
  const to = linksOf(user, range);
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            <th>What went wrong</th>
            <th>Reason</th>
            <th>Became</th>
            <th className="num">Events</th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ outcome, reason, class: of, count }) => (
            <tr key={`${outcome} ${reason}`}>
              <td>{CLASS_NAMES[of]}</td>
              <td>
                <span title={reason}>{reasonTitle(reason)}</span> <span className="label t3">{reasonText(reason)}</span>
              </td>
              <td>{outcome}</td>
              <td className="num dst-linked">{to.undelivered(outcome)(reason)(<Num value={count} />)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Drops({ drops }: { readonly drops: Counts }) {
  const all = Object.entries(drops).filter(([, count]) => count > 0);
  if (all.length === 0) return null;
  return (
    <p className="label t2">
      Dropped: {all.map(([reason, count]) => `${count.toLocaleString('en')} because ${reasonText(reason)}`).join('; ')}.
    </p>
  );
}
