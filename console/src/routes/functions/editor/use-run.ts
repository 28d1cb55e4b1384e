// One run of the code as it is typed, with an event, settings, and answers of servers or the servers themselves.

import { useState } from 'react';
import { useWrite } from '../../../data/write.ts';
import { settingsOf, valuesOf, type FormValues } from '../../../parts/schema-form/form-values.ts';
import type { SettingsSchema } from '../../../../../domain/catalog/settings-schema.ts';
import { readEvent } from '../../destination/event-text.ts';
import type { Draft } from './draft.ts';
import { ANY_ADDRESS, toFixtures, type Fixture } from './fixtures.ts';
import { firstInput, SAMPLE_VALUES } from './samples.ts';
import type { FunctionTest } from './run-words.ts';

export type Done = { readonly test: FunctionTest; readonly code: string; readonly at: Date; readonly isReal: boolean };

export type Running = ReturnType<typeof useRun>;

export type Testable = {
  /** Of the function; for one that is not there yet, any. */
  readonly functionId: string;
  readonly isNew: boolean;
  readonly draft: Draft;
};

export function useRun({ functionId, isNew, draft }: Testable) {
  const [text, setText] = useState(() => firstInput(draft.type));
  const [values, setValues] = useState<FormValues>({});
  const [fixtures, setFixtures] = useState<readonly Fixture[]>([ANY_ADDRESS]);
  const [isReal, setReal] = useState(false);
  const [done, setDone] = useState<Done>();
  const { run, isBusy, error, reset } = useWrite('POST /functions/{functionId}/test');
  const { schema, code } = draft;
  const typed = readEvent(text);
  const shown: FormValues = { ...valuesOf(schema, isNew ? SAMPLE_VALUES : {}), ...values };
  const start = async (): Promise<void> => {
    if (!typed.ok || isBusy) return;
    const test = await run({
      params: { functionId },
      body: {
        ...{ code, settings: settingsOf(schema, within(shown, schema)) },
        ...(draft.type === 'source' ? { request: typed.event } : { event: typed.event }),
        ...(isNew ? { type: draft.type } : {}),
        ...(isReal ? {} : { fixtures: toFixtures(fixtures) }),
      },
    });
    setDone(test && { test, code, at: new Date(), isReal });
  };
  return {
    ...{ text, setText, typed, schema, values: shown, setValues, fixtures, setFixtures, isReal, setReal },
    ...{ done, isBusy, error, reset, start: () => void start() },
  };
}

/** Without what is typed for settings that are not asked for any more. */
function within(values: FormValues, { properties }: SettingsSchema): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(properties, name)));
}
