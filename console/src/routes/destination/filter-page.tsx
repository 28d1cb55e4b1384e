// Which events get through: the filter as it is typed, and beside it what it does with what the source has really sent.

import { Suspense, useMemo } from 'react';
import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { useMay } from '../../data/api.tsx';
import { useEdited } from '../../data/edited.ts';
import { useList, useRead } from '../../data/read.ts';
import { MAX_FQL_BYTES } from '../../../../domain/fql/compile.ts';
import { sentFields } from '../../../../domain/fql/odd-fields.ts';
import { utf8Length } from '../../../../domain/fql/values.ts';
import { countText } from '../../parts/number.tsx';
import { PermissionNote } from '../../parts/permission-note.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import { FaultMessage } from './fault-message.tsx';
import { fieldsOf, type Sample, type SchemaEvent } from './fields.ts';
import { FieldsTable } from './fields-table.tsx';
import { FilterBuilder } from './filter-builder.tsx';
import { hintsOf, readFilter, type Typed } from './fql-text.ts';
import { Judgement } from './judgement.tsx';
import type { Judged } from './judge.ts';
import { nameOf } from './judge.ts';
import type { Destination } from './state.ts';
import { useSaveDestination } from './use-save.ts';
import { lazyPart } from '../../parts/part-gone.tsx';

const FqlEditor = lazyPart(() => import('./fql-editor.tsx'));

const LOOK_EVERY_MS = 10_000;
const SAMPLES = 50;
const NO_EVENTS: readonly SchemaEvent[] = [];

type FilterProps = { readonly destination: Destination; readonly revision: string | undefined };

export function FilterPage({ destination, revision }: FilterProps) {
  const edited = useEdited({ filter: destination.filter ?? '' }, revision);
  const { filter: draft } = edited.form;
  const typed = useMemo(() => readFilter(draft), [draft]);
  const sent = useSent(destination.sourceId);
  const save = useSaveDestination(destination, edited.discard);
  const set = (filter: string): void => {
    save.reset();
    edited.change({ filter });
  };
  const body = { filter: draft.trim() === '' ? null : draft };
  return (
    <>
      <div className="dst-split">
        <section className="stack tight">
          <Editing {...{ destination, draft, typed, sent }} onChange={set} />
        </section>
        <Judgement
          destination={destination}
          typed={typed}
          samples={sent.samples}
          onFilterLike={(judged) => set(joined(draft, judged))}
        />
      </div>
      <SaveBar
        edited={{ ...edited, discard: save.forgetting(edited.discard), keepMine: save.forgetting(edited.keepMine) }}
        error={save.error}
        isBusy={save.isBusy}
        why={typed.kind === 'fault' ? `Line ${typed.fault.line} has a fault` : undefined}
        nameOf={() => 'the filter, in use 2 s after saving'}
        textOf={(_, value) => (value === '' ? 'no filter' : String(value))}
        onSave={() => void save.run(body, edited.revision)}
      />
      <UnsavedChanges when={edited.changed.length > 0} says={`The filter of ${destination.name} is not saved.`} />
    </>
  );
}

type EditingProps = {
  readonly destination: Destination;
  readonly draft: string;
  readonly typed: Typed;
  readonly sent: ReturnType<typeof useSent>;
  readonly onChange: (text: string) => void;
};

function Editing({ destination: { sourceId }, draft, typed, sent, onChange }: EditingProps) {
  const { may, roles } = useMay('destinations:write');
  const known = useMemo(() => sentFields(sent.fields.map(({ path }) => path)), [sent.fields]);
  const hints = useMemo(() => hintsOf(typed, known), [typed, known]);
  return (
    <>
      <div>
        <h2>Which events get through</h2>
        <p className="t2">
          It sees each event as it is archived. Without a filter all get through. Events on their way keep the old
          filter.
        </p>
      </div>
      <PermissionNote permission="destinations:write" what="change the filter" />
      <FilterBuilder
        text={draft}
        fields={sent.fields}
        why={may ? undefined : `For ${roles.join(', ')}`}
        onChange={onChange}
      />
      <Suspense fallback={<div className="editor dst-editor" aria-busy="true" />}>
        <FqlEditor
          label="Filter in FQL"
          text={draft}
          onChange={onChange}
          fault={typed.kind === 'fault' ? typed.fault : undefined}
          hints={hints}
          fields={sent.fields}
          events={sent.events}
          isReadOnly={!may}
        />
      </Suspense>
      {typed.kind === 'fault' && (
        <FaultMessage fault={typed.fault} text={draft} onRemedy={may ? onChange : undefined} />
      )}
      {hints.map((hint) => (
        <FaultMessage key={hint.from} fault={hint} isHint text={draft} onRemedy={may ? onChange : undefined} />
      ))}
      <div className="between label t3">
        <span>
          {countText(utf8Length(draft))} of {countText(MAX_FQL_BYTES)} bytes
        </span>
        <span>
          <kbd>Ctrl</kbd> <kbd>Space</kbd> fields of the source
        </span>
      </div>
      <FieldsTable fields={sent.fields} sourceId={sourceId} />
    </>
  );
}

/** The filter and one more condition: the same call as an event that was looked at. */
function joined(draft: string, { sample }: Judged): string {
  const { type } = sample;
  const condition = type === 'track' ? `event = ${JSON.stringify(nameOf(sample))}` : `type = ${JSON.stringify(type)}`;
  return draft.trim() === '' ? condition : `${draft.trimEnd()}\n  or ${condition}`;
}

function useSent(sourceId: string) {
  const { may } = useMay('events:read');
  const params = { sourceId };
  const samples = useRead(
    'GET /sources/{sourceId}/samples',
    { params, query: { limit: SAMPLES } },
    { every: LOOK_EVERY_MS, when: may },
  );
  const schema = useList('GET /sources/{sourceId}/schema', { params });
  const found = samples.data?.samples as readonly Sample[] | undefined;
  const { data: events = NO_EVENTS } = schema;
  const fields = useMemo(() => fieldsOf(events, found ?? []), [events, found]);
  return {
    samples: { ...samples, data: found },
    fields,
    events: events.flatMap(({ type, name }) => (type === 'track' && name !== undefined ? [name] : [])),
  };
}
