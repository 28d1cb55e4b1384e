// The code of a function on the left, and a run of it on the right.

import { Suspense, useState, type ReactNode } from 'react';
import { utf8Length } from '../../../../../domain/fql/values.ts';
import { FUNCTION_LIMITS } from '../../../../../domain/functions/function-limits.ts';
import { Segments } from '../../../parts/button.tsx';
import { bytesText } from '../../../parts/number.tsx';
import { lazyPart } from '../../../parts/part-gone.tsx';
import type { FunctionType } from '../function.ts';
import { RunPanel } from './run-panel.tsx';
import { settingsOfRows, type SettingRow } from './setting-rows.ts';
import { SettingsAsked } from './settings-asked.tsx';
import { useRun } from './use-run.ts';

const CodeOfFunction = lazyPart(() => import('./code-of-function.tsx'));

/** What can be changed of it. */
export type Form = {
  readonly code: string;
  readonly settings: readonly SettingRow[];
};

type WorkbenchProps = {
  readonly functionId: string;
  readonly isNew?: boolean;
  readonly type: FunctionType;
  readonly form: Form;
  readonly isReadOnly: boolean;
  readonly onChange: (changed: Partial<Form>) => void;
  /** Above the editor: what it is, what runs. */
  readonly above?: ReactNode;
  /** A third side of it, beside code and settings. */
  readonly about?: ReactNode;
  /** Of which sources real events can be taken, the most fitting first. */
  readonly sourceIds?: readonly string[];
};

export function Workbench(props: WorkbenchProps) {
  const { functionId, isNew = false, type, form, sourceIds } = props;
  const settings = settingsOfRows(form.settings);
  const running = useRun({ functionId, isNew, draft: { type, code: form.code, settings } });
  const event = running.typed.ok ? running.typed.event : undefined;
  return (
    <div className="dst-split fn-split">
      <section className="stack tight" aria-label="The function">
        <h2 className="sr">The function</h2>
        <Left {...props} known={{ event, settings }} />
      </section>
      <section className="dst-right stack tight" aria-label="A run of it">
        <h2 className="sr">A run of it</h2>
        <RunPanel running={running} type={type} sourceIds={sourceIds} />
      </section>
    </div>
  );
}

type Side = 'code' | 'settings' | 'about';
type LeftProps = WorkbenchProps & { readonly known: Parameters<typeof CodeOfFunction>[0]['known'] };

function Left({ type, form, isReadOnly, onChange, above, about, known }: LeftProps) {
  const [side, setSide] = useState<Side>('code');
  const count = form.settings.length;
  const sides: readonly (readonly [Side, string])[] = [
    ['code', 'Code'],
    ['settings', count === 0 ? 'Settings' : `Settings, ${count}`],
    ...(about === undefined ? [] : [['about', 'Name'] as const]),
  ];
  return (
    <>
      {above}
      <div className="between">
        <Segments label="What of it" value={side} options={sides} onChange={setSide} />
        <span className="label t3">
          {bytesText(utf8Length(form.code))} of {bytesText(FUNCTION_LIMITS.codeBytes)}
        </span>
      </div>
      {side === 'code' && (
        <>
          <Suspense fallback={<div className="editor fn-editor" aria-busy="true" />}>
            <CodeOfFunction
              text={form.code}
              type={type}
              known={known}
              isReadOnly={isReadOnly}
              onChange={(code) => onChange({ code })}
            />
          </Suspense>
          <p className="label t3">
            <kbd>Ctrl</kbd> <kbd>Space</kbd> handlers, errors, fields of the event
          </p>
        </>
      )}
      {side === 'settings' && (
        <SettingsAsked rows={form.settings} isReadOnly={isReadOnly} onChange={(settings) => onChange({ settings })} />
      )}
      {side === 'about' && about}
    </>
  );
}
