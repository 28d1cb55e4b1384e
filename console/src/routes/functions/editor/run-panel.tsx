// A run: with which event, which settings, which answers of servers; and what came of it.

import { useState } from 'react';
import { Button, IconButton, Segments } from '../../../parts/button.tsx';
import { Editor } from '../../../parts/editor.tsx';
import { ErrorState } from '../../../parts/error-state.tsx';
import { Check, Field, TextArea, TextInput } from '../../../parts/field.tsx';
import { PermissionNote, useWhyNot } from '../../../parts/permission-note.tsx';
import { faultsOf } from '../../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../../parts/schema-form/schema-form.tsx';
import type { FunctionType } from '../function.ts';
import { ANY_ADDRESS, faultOfStatus, type Fixture } from './fixtures.ts';
import { PickEvent } from './pick-event.tsx';
import { RunResult } from './run-result.tsx';
import type { Running } from './use-run.ts';

type Side = 'event' | 'settings' | 'requests';

type RunPanelProps = {
  readonly running: Running;
  readonly type: FunctionType;
  readonly sourceIds: readonly string[] | undefined;
};

export function RunPanel({ running, type, sourceIds = [] }: RunPanelProps) {
  const [side, setSide] = useState<Side>('event');
  const { done, error, isBusy, start, typed } = running;
  const why = useWhyNot('functions:test');
  return (
    <>
      <div className="between wraps">
        <Segments label="What it runs with" value={side} options={sidesOf(running, type)} onChange={setSide} />
        <Button
          kind="primary"
          icon="play"
          isBusy={isBusy}
          why={why ?? whyNot(running) ?? (typed.ok ? undefined : 'Put the event right first')}
          onClick={start}
        >
          Run it
        </Button>
      </div>
      <PermissionNote permission="functions:test" what="run functions" />
      {side === 'event' && <EventSide running={running} type={type} sourceIds={sourceIds} />}
      {side === 'settings' && <SettingsSide running={running} />}
      {side === 'requests' && <RequestsSide running={running} />}
      <section className="fn-result" aria-label="What became of it" aria-live="polite">
        {error !== undefined && <ErrorState error={error} />}
        <RunResult done={error === undefined ? done : undefined} type={type} />
      </section>
    </>
  );
}

function sidesOf({ schema, fixtures, isReal }: Running, type: FunctionType): readonly (readonly [Side, string])[] {
  const count = Object.keys(schema.properties).length;
  return [
    ['event', type === 'source' ? 'Request' : 'Event'],
    ['settings', count === 0 ? 'Settings' : `Settings, ${count}`],
    ['requests', isReal ? 'Real requests' : `Answers, ${fixtures.length}`],
  ];
}

function whyNot({ fixtures, isReal }: Running): string | undefined {
  const isWrong = !isReal && fixtures.some(({ status }) => faultOfStatus(status) !== undefined);
  return isWrong ? 'Put the answers right first' : undefined;
}

type EventSideProps = { readonly running: Running; readonly type: FunctionType; readonly sourceIds: readonly string[] };

function EventSide({ running, type, sourceIds }: EventSideProps) {
  const { text, setText, typed } = running;
  return (
    <>
      {type !== 'source' && <PickEvent sourceIds={sourceIds} onPick={setText} />}
      <Editor
        label={type === 'source' ? 'The request, as JSON' : 'The event, as JSON'}
        value={text}
        onChange={setText}
        language="json"
        faults={typed.ok ? [] : [typed.fault]}
        minHeight={140}
        maxHeight={240}
      />
      {!typed.ok && (
        <p className="banner" role="alert">
          {typed.fault.message}
        </p>
      )}
    </>
  );
}

function SettingsSide({ running: { schema, values, setValues } }: { readonly running: Running }) {
  if (Object.keys(schema.properties).length === 0) {
    return <p className="t2">The function asks for no settings.</p>;
  }
  return (
    <>
      <p className="label t2">For runs here alone: they are not kept, and no destination gets them.</p>
      <SchemaForm schema={schema} values={values} onChange={setValues} faults={faultsOf(schema, values)} />
    </>
  );
}

function RequestsSide({ running: { fixtures, setFixtures, isReal, setReal } }: { readonly running: Running }) {
  return (
    <>
      <Check checked={isReal} onChange={setReal}>
        Really make the requests, with what stands in event and settings
      </Check>
      {!isReal && (
        <>
          <p className="label t2">
            Nobody is called: the first answer whose address fits is taken, and what none fits fails.
          </p>
          {fixtures.map((fixture, index) => (
            // An answer is known by its place.
            <OneAnswer
              key={index}
              fixture={fixture}
              onChange={(changed) => setFixtures(fixtures.with(index, { ...fixture, ...changed }))}
              onRemove={() => setFixtures(fixtures.toSpliced(index, 1))}
            />
          ))}
          <div>
            <Button size="small" icon="plus" onClick={() => setFixtures([...fixtures, ANY_ADDRESS])}>
              Another answer
            </Button>
          </div>
        </>
      )}
    </>
  );
}

type AnswerProps = {
  readonly fixture: Fixture;
  readonly onChange: (changed: Partial<Fixture>) => void;
  readonly onRemove: () => void;
};

function OneAnswer({ fixture: { url, status, body }, onChange, onRemove }: AnswerProps) {
  const where = url === '' ? 'every address' : url;
  return (
    <div className="fn-answer" role="group" aria-label={`The answer for ${where}`}>
      <Field label="Address begins with" note="empty: every address">
        <TextInput value={url} onChange={(typed) => onChange({ url: typed })} isMono autoComplete="off" />
      </Field>
      <Field label="Status" fault={faultOfStatus(status)}>
        <TextInput value={status} onChange={(typed) => onChange({ status: typed })} inputMode="numeric" maxLength={3} />
      </Field>
      <IconButton icon="trash" label={`Take away the answer for ${where}`} onClick={onRemove} />
      <Field label="Body">
        <TextArea value={body} onChange={(typed) => onChange({ body: typed })} isMono rows={2} spellCheck={false} />
      </Field>
    </div>
  );
}
