// How deliveries ended in a range of time, by reason.

import { countText } from '../../parts/number.tsx';
import { reasonText, reasonTitle } from '../../parts/reason.ts';
import { State, type StateName } from '../../parts/state.tsx';
import type { Funnel } from './funnel.ts';
import type { Range } from '../shared/ranges.ts';
import { linksOf } from './funnel-links.tsx';
import type { Destination } from './state.ts';

type End = {
  readonly key: string;
  readonly state: StateName;
  readonly name: string;
  readonly text: string;
  readonly count: number;
  /** Those that are kept as undelivered. */
  readonly of?: { readonly outcome: 'discarded' | 'dead-lettered'; readonly reason: string };
};

type EndsProps = { readonly destination: Destination; readonly funnel: Funnel; readonly range: Range };

export function Ends({ destination, funnel, range }: EndsProps) {
  const ends = endsOf(funnel);
  const to = linksOf(destination, range);
  return (
    <section id="ends">
      <h2>How deliveries ended</h2>
      {ends.length === 0 ? (
        <p className="t2">None ended in the {range.words}.</p>
      ) : (
        <table className="dense">
          <caption className="sr">How deliveries ended in the {range.words}</caption>
          <thead>
            <tr>
              <th scope="col">End</th>
              <th scope="col">What it says</th>
              <th scope="col" className="num">
                Events
              </th>
            </tr>
          </thead>
          <tbody>
            {ends.map(({ key, state, name, text, count, of }) => (
              <tr key={key}>
                <td>
                  <State state={state}>{name}</State>
                </td>
                <td className="t2">{text}</td>
                <td className="num">
                  {of === undefined ? (
                    countText(count)
                  ) : (
                    <span className="dst-linked">{to.undelivered(of.outcome)(of.reason)(countText(count))}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

export function endsOf({ delivered, filteredByFunction, discarded, deadLettered }: Funnel): End[] {
  const failed = (
    kind: 'function' | 'discarded' | 'dead-lettered',
    counts: Readonly<Record<string, number>>,
    state: StateName,
  ): End[] =>
    Object.entries(counts).map(([reason, count]) => ({
      key: `${kind} ${reason}`,
      state,
      name: reasonTitle(reason),
      text: kind === 'dead-lettered' ? `${reasonText(reason)}, after all retries` : reasonText(reason),
      count,
      ...(kind === 'function' ? {} : { of: { outcome: kind, reason } }),
    }));
  const taken = { key: 'delivered', state: 'ok' as const, name: 'Delivered', text: 'it took them', count: delivered };
  const others = [
    ...failed('function', filteredByFunction, 'off'),
    ...failed('discarded', discarded, 'failed'),
    ...failed('dead-lettered', deadLettered, 'failed'),
  ].sort((one, other) => other.count - one.count);
  return [...(delivered > 0 ? [taken] : []), ...others];
}
