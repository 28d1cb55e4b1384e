// An event for a run: an example of each type, or one that a source has really sent.

import { useState } from 'react';
import { useMay } from '../../../data/api.tsx';
import { useList, useRead } from '../../../data/read.ts';
import { Select } from '../../../parts/field.tsx';
import { TEMPLATES, templateText } from '../../destination/event-text.ts';
import type { Sample } from '../../destination/fields.ts';
import { nameOf, timeOf } from '../../destination/judge.ts';

type PickProps = {
  /** The most fitting first. */
  readonly sourceIds: readonly string[];
  readonly onPick: (text: string) => void;
};

const EXAMPLES = '';
const SAMPLES = 50;

export function PickEvent({ sourceIds, onPick }: PickProps) {
  const { may } = useMay('events:read');
  const sources = useList('GET /sources', {}, { when: may });
  const [sourceId, setSourceId] = useState(EXAMPLES);
  const ordered = (sources.data ?? []).toSorted((one, other) => rank(sourceIds, one.id) - rank(sourceIds, other.id));
  return (
    <div className="row wraps">
      {may && (
        <span className="fn-pick">
          <Select
            aria-label="Events of"
            value={sourceId}
            options={[[EXAMPLES, 'Examples'] as const, ...ordered.map(({ id, name }) => [id, `From ${name}`] as const)]}
            onChange={setSourceId}
          />
        </span>
      )}
      <span className="fn-pick">
        {sourceId === EXAMPLES ? <Example onPick={onPick} /> : <Real sourceId={sourceId} onPick={onPick} />}
      </span>
    </div>
  );
}

function rank(sourceIds: readonly string[], id: string): number {
  const place = sourceIds.indexOf(id);
  return place === -1 ? sourceIds.length : place;
}

function Example({ onPick }: Pick<PickProps, 'onPick'>) {
  const options = [['', 'Take an example'] as const, ...TEMPLATES.map((type) => [type, `A ${type} event`] as const)];
  return (
    <Select
      aria-label="Take an example"
      value=""
      options={options}
      onChange={(type) => type !== '' && onPick(templateText(type))}
    />
  );
}

/** What it has sent in this hour and the one before. */
function Real({ sourceId, onPick }: Pick<PickProps, 'onPick'> & { readonly sourceId: string }) {
  const { data } = useRead('GET /sources/{sourceId}/samples', { params: { sourceId }, query: { limit: SAMPLES } });
  const samples = (data?.samples ?? []) as readonly Sample[];
  const first =
    data === undefined ? 'Reading …' : samples.length === 0 ? 'It has sent nothing lately' : 'Take an event';
  const options = [
    ['', first] as const,
    ...samples.map((sample, index) => [String(index), `${nameOf(sample)}, ${timeOf(sample).slice(11, 19)}`] as const),
  ];
  const pick = (chosen: string): void => {
    const sample = chosen === '' ? undefined : samples[Number(chosen)];
    if (sample !== undefined) onPick(JSON.stringify(sample, undefined, 2));
  };
  return <Select aria-label="Take an event" value="" options={options} onChange={pick} />;
}
