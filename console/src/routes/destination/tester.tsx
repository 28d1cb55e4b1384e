// What would this event do? Left an event, right the four steps that it takes, with what was sent and what came back.

import { useState } from 'react';
import { useMay } from '../../data/api.tsx';
import { useRead } from '../../data/read.ts';
import { keptForTester } from '../../data/tester-event.ts';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Editor } from '../../parts/editor.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Check, Select } from '../../parts/field.tsx';
import { PermissionNote, useWhyNot } from '../../parts/permission-note.tsx';
import { ExactTime } from '../../parts/time.tsx';
import { readEvent, TEMPLATES, templateText } from './event-text.ts';
import type { Sample } from './fields.ts';
import { nameOf, timeOf } from './judge.ts';
import type { Destination } from './state.ts';
import { TestSteps, type EventTest } from './test-steps.tsx';

type Result = { readonly test: EventTest; readonly isDry: boolean; readonly at: Date };

export function Tester({ destination }: { readonly destination: Destination }) {
  const [text, setText] = useState(() => keptForTester() ?? templateText('track'));
  const { result, error, isBusy, test } = useTest(destination.id);
  const host = hostOf(destination);
  return (
    <div className="dst-split">
      <section className="stack tight">
        <div className="between">
          <h2>The event</h2>
          <PickEvent sourceId={destination.sourceId} onPick={setText} />
        </div>
        <PermissionNote permission="destinations:test" what="test a destination" />
        <EventForm text={text} host={host} isBusy={isBusy} onChange={setText} onTest={(wish) => void test(wish)} />
      </section>
      <section className="dst-right" aria-label="What became of it" aria-live="polite">
        <div className="between">
          <h2>{result?.isDry === false ? 'What became of it' : 'What would become of it'}</h2>
          {result !== undefined && (
            <span className="label t3">
              {result.isDry ? 'Dry run' : `Sent to ${host}`}, <ExactTime at={result.at} />
            </span>
          )}
        </div>
        {error !== undefined && <ErrorState error={error} />}
        <TestSteps test={error === undefined ? result?.test : undefined} isDry={result?.isDry ?? true} />
      </section>
    </div>
  );
}

function useTest(destinationId: string) {
  const { run, isBusy, error } = useWrite('POST /destinations/{destinationId}/test-event');
  const [result, setResult] = useState<Result>();
  const test = async (wish: Wish): Promise<void> => {
    const answer = await run({ params: { destinationId }, body: wish });
    setResult(answer && { test: answer.test, isDry: wish.dryRun, at: new Date() });
  };
  return { result, isBusy, error, test };
}

type Wish = {
  readonly event: Readonly<Record<string, unknown>>;
  readonly dryRun: boolean;
  readonly ignoreRouting: boolean;
};

type FormProps = {
  readonly text: string;
  readonly host: string;
  readonly isBusy: boolean;
  readonly onChange: (text: string) => void;
  readonly onTest: (wish: Wish) => void;
};

function EventForm({ text, host, isBusy, onChange, onTest }: FormProps) {
  const why = useWhyNot('destinations:test');
  const [ignoreRouting, setIgnoreRouting] = useState(false);
  const typed = readEvent(text);
  const test = (dryRun: boolean): void => {
    if (typed.ok) onTest({ event: typed.event, dryRun, ignoreRouting });
  };
  return (
    <>
      <Editor
        label="The event, as JSON"
        value={text}
        onChange={onChange}
        language="json"
        faults={typed.ok ? [] : [typed.fault]}
        minHeight={280}
        maxHeight="52vh"
      />
      {!typed.ok && (
        <p className="banner" role="alert">
          {typed.fault.message}
        </p>
      )}
      <Check checked={ignoreRouting} onChange={setIgnoreRouting}>
        Also if the filter, the integrations object or the switch would keep it away
      </Check>
      <div className="row wraps">
        <Button
          kind="primary"
          why={why ?? (typed.ok ? undefined : 'Put the JSON right first')}
          isBusy={isBusy}
          onClick={() => test(true)}
        >
          Dry run
        </Button>
        {why === undefined && typed.ok && (
          <Button isBusy={isBusy} onClick={() => test(false)}>
            Really send to {host}
          </Button>
        )}
      </div>
      <p className="label t3">
        A dry run sends nothing. What is really sent is a request to {host}; nothing is counted.
      </p>
    </>
  );
}

function hostOf({ settings, name }: Destination): string {
  const { url } = settings;
  return (typeof url === 'string' ? URL.parse(url)?.host : undefined) ?? name;
}

const SAMPLES = 50;

/** An event that was really sent, or one of each type. */
function PickEvent({ sourceId, onPick }: { readonly sourceId: string; readonly onPick: (text: string) => void }) {
  const { may } = useMay('events:read');
  const { data } = useRead(
    'GET /sources/{sourceId}/samples',
    { params: { sourceId }, query: { limit: SAMPLES } },
    { when: may },
  );
  const samples = (data?.samples ?? []) as readonly Sample[];
  const options = [
    ['', 'Take another event'] as const,
    ...TEMPLATES.map((type) => [`template:${type}`, `Example: ${type}`] as const),
    ...samples.map(
      (sample, index) => [`sample:${index}`, `${nameOf(sample)}, ${timeOf(sample).slice(11, 19)}`] as const,
    ),
  ];
  const pick = (chosen: string): void => {
    const [kind, which = ''] = chosen.split(':');
    if (kind === 'template') onPick(templateText(TEMPLATES.find((type) => type === which) ?? 'track'));
    const sample = kind === 'sample' ? samples[Number(which)] : undefined;
    if (sample !== undefined) onPick(JSON.stringify(sample, undefined, 2));
  };
  return <Select aria-label="Take another event" value="" options={options} onChange={pick} />;
}
