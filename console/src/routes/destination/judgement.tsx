// What the filter does with the last events of the source, and how that differs from the saved one.

import { useMemo, useState } from 'react';
import { useView } from '../../app/links.tsx';
import { useMay } from '../../data/api.tsx';
import type { Read } from '../../data/read.ts';
import { useNames } from '../../names/names.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PermissionNote } from '../../parts/permission-note.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { State, StateGlyph } from '../../parts/state.tsx';
import type { Sample } from './fields.ts';
import { readFilter, type Typed } from './fql-text.ts';
import { judge, passingShare, type Filter, type Judged } from './judge.ts';
import { JudgedList } from './judged-list.tsx';
import type { Destination } from './state.ts';
import { useHeld } from './use-held.ts';

type JudgementProps = {
  readonly destination: Destination;
  readonly typed: Typed;
  readonly samples: Read<readonly Sample[]>;
  readonly onFilterLike: (judged: Judged) => void;
};

export function Judgement(props: JudgementProps) {
  const { may } = useMay('events:read');
  return (
    <section className="dst-right" aria-label="What the filter does">
      {may ? <MayRead {...props} /> : <PermissionNote permission="events:read" what="see the events of the source" />}
    </section>
  );
}

function MayRead({ destination, typed, samples, onFilterLike }: JudgementProps) {
  const { shown, newer, show } = useHeld(samples.data);
  const filter = useLastFilter(typed);
  return (
    <>
      <div className="between">
        <h2>{titleOf(shown?.length)}</h2>
        {newer > 0 && (
          <Button size="small" onClick={show}>
            Show {newer} new
          </Button>
        )}
      </div>
      {typed.kind === 'fault' && (
        <div className="banner note" role="status">
          <StateGlyph state="skip" />
          <p>Judged by the filter as it was before the fault.</p>
        </div>
      )}
      <Reading read={{ ...samples, data: shown }} bones={<Bones rows={8} />}>
        {(list) =>
          list.length === 0 ? (
            <Nothing destination={destination} />
          ) : (
            <Verdicts {...{ destination, filter, onFilterLike }} samples={list} />
          )
        }
      </Reading>
    </>
  );
}

function Nothing({ destination: { sourceId } }: Pick<JudgementProps, 'destination'>) {
  const nameOf = useNames('source');
  return (
    <EmptyState
      says={`${nameOf(sourceId)} has sent nothing in this hour and the one before. A filter can be written without; the Event Tester tries it with an event of your own.`}
    />
  );
}

/** While there is a fault, the last one without it. */
function useLastFilter(typed: Typed): Filter {
  const [last, setLast] = useState<Typed>(typed.kind === 'fault' ? { kind: 'none' } : typed);
  if (typed.kind !== 'fault' && (typed.kind !== last.kind || textOf(typed) !== textOf(last))) setLast(typed);
  return last.kind === 'filter' ? last : undefined;
}

const textOf = (typed: Typed): string => (typed.kind === 'filter' ? typed.text : '');

type VerdictsProps = Pick<JudgementProps, 'destination' | 'onFilterLike'> & {
  readonly filter: Filter;
  readonly samples: readonly Sample[];
};

function Verdicts({ destination, filter, samples, onFilterLike }: VerdictsProps) {
  const [view, change] = useView();
  const text = filter?.text;
  const judged = useMemo(
    () => samples.map((sample) => judge(filter, sample)),
    // The text stands for the filter, which is made anew for each look.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [text, samples],
  );
  const saved = useMemo(() => savedShare(destination.filter, samples), [destination.filter, samples]);
  const count = (verdict: Judged['verdict']): number => judged.filter((one) => one.verdict === verdict).length;
  const passing = count('passes');
  return (
    <>
      <div className="dst-verdict" role="status">
        <State state="pass">
          <b>{passing}</b> pass
        </State>
        <State state="off">
          <b>{count('dropped')}</b> dropped
        </State>
        {count('too costly') > 0 && (
          <State state="failed">
            <b>{count('too costly')}</b> too costly
          </State>
        )}
        <span className="t3 push label">
          {percent(passing / judged.length)} of {judged.length}.
          {saved === undefined ? '' : ` Saved filter: ${percent(saved)}`}
        </span>
      </div>
      <JudgedList
        destination={destination}
        judged={judged}
        openId={view['open']}
        onOpen={(open) => change({ open })}
        onFilterLike={onFilterLike}
      />
    </>
  );
}

/** Of some fifty events: more digits would say what nobody knows. */
const percent = (share: number): string => `${Math.round(share * 100)} %`;

function savedShare(text: string | undefined, samples: readonly Sample[]): number | undefined {
  const saved = readFilter(text ?? '');
  if (saved.kind === 'fault') return undefined;
  return passingShare(saved.kind === 'filter' ? saved : undefined, samples);
}

function titleOf(count: number | undefined): string {
  if (count === undefined) return 'The last events';
  return count === 1 ? 'The last event' : `The last ${count} events`;
}
