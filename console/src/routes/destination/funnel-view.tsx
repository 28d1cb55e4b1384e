// The funnel: accepted, unique, matched, delivered, with what leaves at each step and why. Every number leads to what it
// counts.

import type { ReactNode } from 'react';
import type { Counts } from '../../../../domain/ledger/ledger.ts';
import { countText, Num, shareText } from '../../parts/number.tsx';
import { reasonText, reasonTitle } from '../../parts/reason.ts';
import { StateGlyph, type StateName } from '../../parts/state.tsx';
import { FunnelShape } from './funnel-shape.tsx';
import { totalOf, type Funnel } from './funnel.ts';
import type { Range } from '../shared/ranges.ts';
import { linksOf, type AsLink, type FunnelLinks } from './funnel-links.tsx';
import { useNames } from '../../names/names.ts';
import type { Destination } from './state.ts';

type FunnelProps = { readonly destination: Destination; readonly funnel: Funnel; readonly range: Range };

export function FunnelView({ destination, funnel, range }: FunnelProps) {
  const { accepted, unique, matched, delivered, duplicates } = funnel;
  const to = linksOf(destination, range);
  const source = useNames('source')(destination.sourceId);
  return (
    <section className="dst-funnel" aria-label={`Funnel, ${range.words}`}>
      <Step name={`Accepted by ${source}`} count={accepted} note={perHour(accepted, range)} link={to.source} />
      <Step name="Unique" count={unique} note={ofAll(unique, accepted, 'accepted')} link={to.source} />
      <Step name="Matched" count={matched} note={ofAll(matched, unique, 'unique')} link={to.filter} />
      <Step name="Delivered" count={delivered} note={ofAll(delivered, matched, 'matched')} link={to.ends} />
      <FunnelShape counts={[accepted, unique, matched, delivered]} />
      <Leaving title="Left here">
        <Leaver
          state="off"
          name="duplicates"
          count={duplicates}
          title="The same messageId came more than once."
          link={to.source}
        />
      </Leaving>
      <Leaving title="Left here">
        <Filtered to={to} {...funnel} />
      </Leaving>
      <Leaving title="Left here">
        <NotDelivered to={to} {...funnel} />
      </Leaving>
      <Leaving title="Counted beside">
        <Leaver name="attempts" count={funnel.attempts} title="Requests, or events in requests of several." />
        <Leaver name="redriven" count={funnel.redriven} title="Undelivered events that were sent round again." />
        <Leaver
          name="replayed, delivered"
          count={funnel.replayed.delivered}
          title="Deliveries of replays, which are in none of the sums beside."
        />
      </Leaving>
    </section>
  );
}

type StepProps = {
  readonly name: string;
  readonly count: number;
  readonly note: string;
  /** Where what it counts is seen. */
  readonly link: AsLink;
};

function Step({ name, count, note, link }: StepProps) {
  return (
    <div className="dst-step">
      <span className="label cut" title={name}>
        {name}
      </span>
      <span className="figure">{link(<Num value={count} />)}</span>
      <span className="label t3">{note}</span>
    </div>
  );
}

const HOURS = { MINUTE: 60, HOUR: 1 } as const;

function perHour(count: number, { granularity, steps }: Range): string {
  const hours = steps / HOURS[granularity];
  return `${countText(Math.round(count / hours))}/h on average`;
}

function ofAll(part: number, all: number, name: string): string {
  return all === 0 ? `of nothing ${name}` : `${shareText(part / all)} of ${name}`;
}

function Leaving({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="dst-leaving">
      <h3 className="label t3">{title}</h3>
      <ul>{children}</ul>
    </div>
  );
}

type LeaverProps = {
  readonly state?: StateName;
  readonly name: string;
  readonly count: number;
  /** What it means. */
  readonly title?: string;
  /** Where more is said about it. */
  readonly link?: AsLink;
  /** Grew or shrank by so much, and may be less than 0. */
  readonly isChange?: boolean;
};

function Leaver({ state, name, count, title, link = (content) => content, isChange = false }: LeaverProps) {
  const sign = isChange && count > 0 ? '+' : '';
  return (
    <li title={title}>
      {link(
        <span className="dst-leaver">
          {state !== undefined && <StateGlyph state={state} />}
          <span className="cut">{name}</span>
          <span className={count === 0 ? 'num zero' : 'num'}>
            {sign}
            {countText(count)}
          </span>
        </span>,
      )}
    </li>
  );
}

/** Always there, also when there are none: by these an event can be kept away. */
const USUAL = ['filter', 'integrations', 'disabled'];

const FILTERED: Readonly<Record<string, readonly [string, string]>> = {
  filter: ['filter', 'The filter of the destination does not hold for them.'],
  integrations: ['integrations says no', 'The integrations object of the event keeps it away from this destination.'],
  disabled: ['switched off', 'The destination was switched off; a replay of what was missed can send them.'],
  invalid_filter: ['filter cannot be applied', 'It cannot be read, or costs more with such an event than it may.'],
};

function Filtered({ to, filtered, undecided, check }: Funnel & { readonly to: FunnelLinks }) {
  const others = Object.keys(filtered).filter((reason) => !USUAL.includes(reason));
  return (
    <>
      {[...USUAL, ...others].map((reason) => {
        const [name, title] = FILTERED[reason] ?? [reason, ''];
        const link = reason.endsWith('filter') ? to.filter : reason === 'disabled' ? to.missed : to.tester;
        return <Leaver key={reason} state="off" name={name} title={title} count={filtered[reason] ?? 0} link={link} />;
      })}
      {undecided > 0 && check === 'began later' && (
        <Leaver
          state="skip"
          name="before it was connected"
          title="Accepted before this destination was there."
          count={undecided}
        />
      )}
      {check === 'does not close' && <Leaver state="failed" name="neither of these" count={undecided} />}
    </>
  );
}

type NotDeliveredProps = Funnel & { readonly to: FunnelLinks };

function NotDelivered({ to, held, waiting, filteredByFunction, discarded, deadLettered }: NotDeliveredProps) {
  return (
    <>
      <Leaver
        state="held"
        name={held < 0 ? 'released from held' : 'added to held'}
        title="Held because it is down or switched off: they follow when it is back."
        count={held}
        isChange
      />
      <Leaver
        state="waiting"
        name={waiting < 0 ? 'taken from waiting' : 'added to waiting'}
        title="On their way, or waiting for a retry."
        count={waiting}
        isChange
      />
      <Reasons state="off" verb="dropped by a function" counts={filteredByFunction} linkOf={() => to.tester} />
      <Reasons state="failed" verb="discarded" counts={discarded} linkOf={to.undelivered('discarded')} isAlways />
      <Reasons
        state="failed"
        verb="dead-lettered"
        counts={deadLettered}
        linkOf={to.undelivered('dead-lettered')}
        isAlways
      />
    </>
  );
}

type ReasonsProps = {
  readonly state: StateName;
  readonly verb: string;
  readonly counts: Counts;
  /** To the events of a reason; without one, to all. */
  readonly linkOf: (reason?: string) => AsLink;
  readonly isAlways?: boolean;
};

const SHOWN_REASONS = 3;

/** The most frequent by themselves, the rest as one. */
function Reasons({ state, verb, counts, linkOf, isAlways = false }: ReasonsProps) {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const rest = totalOf(Object.fromEntries(sorted.slice(SHOWN_REASONS)));
  if (sorted.length === 0) return isAlways ? <Leaver state={state} name={verb} count={0} /> : null;
  return (
    <>
      {sorted.slice(0, SHOWN_REASONS).map(([reason, count]) => (
        <Leaver
          key={reason}
          state={state}
          name={`${verb}: ${reasonTitle(reason)}`}
          title={reasonText(reason)}
          count={count}
          link={linkOf(reason)}
        />
      ))}
      {rest !== 0 && <Leaver state={state} name={`${verb} for other reasons`} count={rest} link={linkOf()} />}
    </>
  );
}
