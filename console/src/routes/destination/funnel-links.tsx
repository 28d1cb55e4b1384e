// Where each number of the funnel is seen in full.

import type { ReactNode } from 'react';
import { Link, type View } from '../../app/links.tsx';
import type { Range } from '../shared/ranges.ts';
import type { Destination } from './state.ts';

/** What is shown, as a link. */
export type AsLink = (content: ReactNode) => ReactNode;

export type FunnelLinks = ReturnType<typeof linksOf>;

const OF_ONE = '/w/$workspace/destinations/$destinationId';

export function linksOf({ id: destinationId, sourceId }: Destination, { name: range }: Range) {
  const at =
    (path: '/filter' | '/tester' | '/undelivered' | '/replays/new', search: View = {}): AsLink =>
    (content) => (
      <Link to={`${OF_ONE}${path}`} params={{ destinationId }} search={search}>
        {content}
      </Link>
    );
  const source: AsLink = (content) => (
    <Link to="/w/$workspace/sources/$sourceId" params={{ sourceId }} search={{ range }}>
      {content}
    </Link>
  );
  return {
    source,
    filter: at('/filter'),
    tester: at('/tester'),
    /** A replay of what came while it was off. */
    missed: at('/replays/new', { why: 'missed' }),
    ends: (content: ReactNode) => <a href="#ends">{content}</a>,
    undelivered: (outcome: 'discarded' | 'dead-lettered') => (reason?: string) =>
      at('/undelivered', reason === undefined ? { range } : { outcome, reason, range, state: 'all' }),
  };
}
