// A plan of the text in the editor: what it would change, for which state of the workspace, and what is wrong with it.

import { useState } from 'react';
import type { ApiCallError } from '../../../client/call-error.ts';
import { newKey } from '../data/write.ts';
import { useApi } from '../data/api.tsx';
import { useDoing } from '../data/use-doing.ts';
import { readFile, type FileFault, type PlanAnswer } from './file.ts';

export type Planned = {
  readonly text: string;
  readonly file: object;
  readonly answer: PlanAnswer;
  /** Of the workspace for which it was planned. */
  readonly revision: string | undefined;
  /** What is most likely a mistake, and where. */
  readonly warnings: readonly FileFault[];
  /** The plan before, of the same text, which somebody else's change has made wrong. */
  readonly before: PlanAnswer | undefined;
};

export type Plan = {
  /** Of the text as it stands in the editor; undefined before it was planned. */
  readonly planned: Planned | undefined;
  readonly faults: readonly FileFault[];
  /** What the API says that is not about a place of the file. */
  readonly error: ApiCallError | undefined;
  readonly isBusy: boolean;
  readonly run: (text: string, before?: PlanAnswer) => Promise<void>;
  readonly forget: () => void;
};

type Checked = { readonly text: string; readonly faults: readonly FileFault[] };

export function usePlan(text: string): Plan {
  const api = useApi();
  const { run: doing, isBusy, error } = useDoing();
  const [planned, setPlanned] = useState<Planned>();
  const [checked, setChecked] = useState<Checked>();
  const run = async (asked: string, before?: PlanAnswer): Promise<void> => {
    setPlanned(undefined);
    const read = readFile(asked);
    setChecked({ text: asked, faults: 'faults' in read ? read.faults : [] });
    if ('faults' in read) return;
    const { file, placesOf } = read;
    const answer = await doing(async () => {
      try {
        return await api.send('POST /workspace-file/plan', { body: file, idempotencyKey: newKey() });
      } catch (failed) {
        setChecked({ text: asked, faults: placesOf((failed as Partial<ApiCallError>).problems ?? []) });
        throw failed;
      }
    });
    if (answer === undefined) return;
    const { data, revision } = answer;
    setPlanned({ text: asked, file, answer: data, revision, warnings: placesOf(data.warnings), before });
  };
  const isChecked = checked?.text === text;
  const faults = isChecked ? checked.faults : [];
  return {
    planned: planned?.text === text ? planned : undefined,
    faults,
    error: isChecked && faults.length === 0 ? error : undefined,
    isBusy,
    run,
    forget: () => setPlanned(undefined),
  };
}
