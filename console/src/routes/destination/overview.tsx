// Does it get what it should, how fast, what not and why?

import { useView } from '../../app/links.tsx';
import { useWhole, type Read } from '../../data/read.ts';
import { Segments } from '../../parts/button.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { State } from '../../parts/state.tsx';
import { useNow } from '../../parts/time.tsx';
import { Banners } from './banners.tsx';
import { Ends } from './ends.tsx';
import { FunnelView } from './funnel-view.tsx';
import { funnelOf, type DestinationPoint, type Funnel, type SourcePoint } from './funnel.ts';
import { HowItDelivers } from './how-it-delivers.tsx';
import { Latency } from './latency.tsx';
import { queryOf, rangeOf, RANGES, type Range } from '../shared/ranges.ts';
import type { Destination } from './state.ts';
import { Subscriptions } from './subscriptions.tsx';
import { useStale } from '../shared/use-stale.ts';

const NOW_EVERY_MS = 15_000;

export function Overview({ destination }: { readonly destination: Destination }) {
  const [view, change] = useView();
  const range = rangeOf(view['range']);
  const series = useSeries(destination, range);
  return (
    <div className="stack dst-body">
      <Banners destination={destination} />
      <div className="between wraps">
        <h2>What became of its events</h2>
        <div className="row">
          {series.data !== undefined && <Check check={series.data.funnel.check} />}
          <Segments
            label="Range of time"
            value={range.name}
            options={RANGES}
            shortcut="t"
            onChange={(name) => change({ range: name === '1h' ? undefined : name })}
          />
        </div>
      </div>
      <Reading read={series} bones={<Bones rows={6} />}>
        {({ funnel, points }) => (
          <>
            <FunnelView destination={destination} funnel={funnel} range={range} />
            <div className="dst-two">
              <Latency points={points} range={range} down={destination.down} />
              <div className="stack">
                <Ends destination={destination} funnel={funnel} range={range} />
                <HowItDelivers destination={destination} />
              </div>
            </div>
          </>
        )}
      </Reading>
      <Subscriptions {...destination} />
    </div>
  );
}

type Shown = { readonly funnel: Funnel; readonly points: readonly DestinationPoint[] };

/** Both series as one read: what is shown is of both or of neither. */
function useSeries({ id: destinationId, sourceId }: Destination, range: Range): Read<Shown> {
  const query = queryOf(range, useNow(NOW_EVERY_MS));
  const options = { every: range.everyMs };
  const ofSource = useWhole('GET /delivery-overview/sources/{sourceId}', { params: { sourceId }, query }, options);
  const ofDestination = useWhole(
    'GET /delivery-overview/destinations/{destinationId}',
    { params: { destinationId }, query },
    options,
  );
  const both = joined(ofSource, ofDestination);
  return useStale(both, `${destinationId} ${range.name}`);
}

type SourceSeries = { readonly series: readonly SourcePoint[] };
type DestinationSeries = { readonly series: readonly DestinationPoint[] };

function joined(source: Read<SourceSeries>, destination: Read<DestinationSeries>): Read<Shown> {
  const data =
    source.data === undefined || destination.data === undefined
      ? undefined
      : {
          funnel: funnelOf({ source: source.data.series, destination: destination.data.series }),
          points: destination.data.series,
        };
  return {
    data,
    revision: undefined,
    error: destination.error ?? source.error,
    asOf: destination.asOf,
    retry() {
      source.retry();
      destination.retry();
    },
  };
}

const CHECKS = {
  closes: ['pass', 'closes', 'Every unique event was matched or filtered, and every matched one is in a sum below.'],
  'began later': ['skip', 'closes since it is connected', 'Events before that were not for this destination.'],
  'does not close': ['failed', 'does not close', 'Some events were neither matched nor filtered. The sweep logs why.'],
} as const;

function Check({ check }: Pick<Funnel, 'check'>) {
  const [state, words, why] = CHECKS[check];
  return (
    <span className="label" title={why}>
      <State state={state}>{words}</State>
    </span>
  );
}
