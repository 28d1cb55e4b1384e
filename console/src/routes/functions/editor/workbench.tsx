// The code of a function on the left, and a run of it on the right.

import { Suspense, useMemo, useState, type ReactNode } from 'react';
import type { SettingsSchema } from '../../../../../domain/catalog/settings-schema.ts';
import { utf8Length } from '../../../../../domain/fql/values.ts';
import { FUNCTION_LIMITS } from '../../../../../domain/functions/function-limits.ts';
import { Segments } from '../../../parts/button.tsx';
import { bytesText } from '../../../parts/number.tsx';
import { lazyPart } from '../../../parts/part-gone.tsx';
import { schemaOfFunction } from '../../shared/function-schema.ts';
import type { FunctionType } from '../function.ts';
import { loadFault } from './load-fault.ts';
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
  /** Of the settings that its handlers are given, where they are not asked for here. */
  readonly schema?: SettingsSchema;
  /** Why the code was not saved. */
  readonly problem?: string | undefined;
  /** Of which sources real events can be taken, the most fitting first. */
  readonly sourceIds?: readonly string[];
};

export function Workbench(props: WorkbenchProps) {
  const { functionId, isNew = false, type, form, sourceIds } = props;
  const { code } = form;
  const schema = props.schema ?? schemaOfFunction(settingsOfRows(form.settings));
  const running = useRun({ functionId, isNew, draft: { type, code, schema } });
  const event = running.typed.ok ? running.typed.event : undefined;
  const { done } = running;
  const problem = props.problem ?? (done?.code === code ? done.test.problem : undefined);
  return (
    <div className="dst-split fn-split">
      <section className="stack tight" aria-label="The function">
        <h2 className="sr">The function</h2>
        <Left {...props} problem={problem} known={{ event, settings: schema.properties }} />
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

function sidesOf({ form: { settings }, schema, about }: LeftProps): readonly (readonly [Side, string])[] {
  const count = settings.length;
  return [
    ['code', 'Code'],
    ...(schema === undefined ? [['settings', count === 0 ? 'Settings' : `Settings, ${count}`] as const] : []),
    ...(about === undefined ? [] : [['about', 'Name'] as const]),
  ];
}

function Left(props: LeftProps) {
  const { type, form, isReadOnly, onChange, above, about, known, problem } = props;
  const [side, setSide] = useState<Side>('code');
  const sides = sidesOf(props);
  const fault = useMemo(() => loadFault(form.code, problem), [form.code, problem]);
  return (
    <>
      {above}
      <div className="between">
        {sides.length === 1 ? (
          <h3>Code</h3>
        ) : (
          <Segments label="What of it" value={side} options={sides} onChange={setSide} />
        )}
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
              fault={fault}
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
