import { reconcile } from '../../../../domain/ledger/reconcile.ts';
import { countText } from '../../parts/number.tsx';
import { StateGlyph, type StateName } from '../../parts/state.tsx';
import { ExactTime } from '../../parts/time.tsx';
import { sumsOf, type Overview } from './model.ts';
import styles from './connections.module.css';

/** What came in and what became of it, so that one sees that nothing is missing. */
export function SumStrip({ overview }: { readonly overview: Overview | undefined }) {
  const sums = overview && sumsOf(overview);
  const faults = overview === undefined ? [] : faultsOf(overview);
  const isEmpty = sums === undefined || (sums.accepted === 0 && sums.matched === 0);
  const shown = isEmpty ? undefined : sums;
  return (
    <div className={styles['sums']}>
      <section aria-label="Sums of the sources">
        <Head
          says={isEmpty ? 'Sources' : 'Sources, since the first event'}
          faults={faults}
          isKnown={!isEmpty}
          kind="source"
        />
        <p>
          <Term value={shown?.accepted} label="accepted" />
          <Sign>=</Sign>
          <Term value={shown?.duplicates} label="duplicates" />
          <Sign>+</Sign>
          <Term value={shown?.unique} label="unique" />
        </p>
      </section>
      <section aria-label="Sums of the destinations">
        <Head
          says={isEmpty ? 'Destinations' : 'Destinations, since the first event'}
          faults={faults}
          isKnown={!isEmpty}
          kind="destination"
          at={overview?.generatedAt}
        />
        <p>
          <Term value={shown?.matched} label="matched" />
          <Sign>=</Sign>
          <Term value={shown?.delivered} label="delivered" state="ok" />
          <Sign>+</Sign>
          <Term value={shown?.waiting} label="waiting" state="waiting" />
          <Sign>+</Sign>
          <Term value={shown?.held} label="held" state="held" />
          <Sign>+</Sign>
          <Term value={shown?.discarded} label="discarded" state="failed" />
          <Sign>+</Sign>
          <Term value={shown?.deadLettered} label="dead-lettered" state="failed" />
          {shown !== undefined && shown.filteredByFunction > 0 && (
            <>
              <Sign>+</Sign>
              <Term value={shown.filteredByFunction} label="filtered by functions" state="off" />
            </>
          )}
        </p>
      </section>
    </div>
  );
}

type HeadProps = {
  readonly says: string;
  readonly faults: readonly string[];
  readonly isKnown: boolean;
  readonly kind: 'source' | 'destination';
  readonly at?: string | undefined;
};

function Head({ says, faults, isKnown, kind, at }: HeadProps) {
  const mine = faults.filter((fault) => fault.startsWith(`${kind}:`));
  return (
    <div className="between">
      <span className="label nowrap">{says}</span>
      {isKnown && (
        <span className="state label" title={mine.join('\n')}>
          <StateGlyph state={mine.length === 0 ? 'pass' : 'failed'} />
          <span className="cut">
            {mine.length === 0 ? 'closes' : `does not close: ${mine[0] ?? ''}`}
            {at !== undefined && (
              <>
                , looked at <ExactTime at={at} />
              </>
            )}
          </span>
        </span>
      )}
    </div>
  );
}

function Term({
  value,
  label,
  state,
}: {
  readonly value: number | undefined;
  readonly label: string;
  readonly state?: StateName;
}) {
  return (
    <span className={styles['term']}>
      <b className={value === undefined || value === 0 ? 'tn zero' : 'tn'}>{countText(value)}</b>
      <span>
        {state !== undefined && value !== undefined && <StateGlyph state={state} />}
        {label}
      </span>
    </span>
  );
}

function Sign({ children }: { readonly children: string }) {
  return <i>{children}</i>;
}

function faultsOf({ sources, destinations }: Overview): string[] {
  const mapped = destinations.map(({ sourceId, subscriptions: _, filteredByFunction = {}, replayed, ...rest }) => ({
    ...rest,
    ...{ source: sourceId, filteredByFunction },
    replayed: { ...replayed, filteredByFunction: replayed.filteredByFunction ?? {} },
  }));
  return reconcile({ sources, destinations: mapped }).faults.map(({ owner, message }) => `${owner}: ${message}`);
}
