import type { FunctionName, Functions, RunAnswer } from '../../../destinations/runtime.ts';
import type { FunctionDocument } from '../../../domain/workspace/function.ts';
import { functionKey } from '../../../domain/tables/table-keys.ts';
import { createBoundedCache } from '../stores/bounded-cache.ts';
import { readDocument, type TableOnly } from '../dynamo/document-store.ts';
import type { FunctionCodeStore } from './function-code.ts';
import type { NoteRuns } from './function-log.ts';
import type { InvokeRunner } from './invoke-runner.ts';

/** A change of what is deployed reaches every running function within this time. */
const FRESH_MS = 2_000;
const MOST_FUNCTIONS = 1_000;

export type FunctionsDeps = {
  readonly tables: TableOnly;
  readonly code: FunctionCodeStore;
  readonly invoke: InvokeRunner;
  readonly now: () => Date;
  /** Writes down what runs have logged; without it, nobody does. */
  readonly noteRuns?: NoteRuns | undefined;
};

type Named = Pick<FunctionName, 'workspace' | 'id'> & { readonly component?: unknown };

/** For whom code runs: for one workspace, and that of one function or one component alone. Ids have neither dots nor slashes. */
export const tenantOf = ({ workspace, id, component }: Named): string =>
  component === undefined ? `${workspace}.${id}` : `${workspace}.component/${id}`;

type Call = Parameters<Functions['run']>[1];

/** Runs what is deployed of functions. The runner keeps code for a while, and is sent it when it says that it has none. */
export function createFunctions({ tables, code, invoke, now, noteRuns }: FunctionsDeps): Functions {
  const known = createBoundedCache<{
    readonly readAt: number;
    readonly document: Promise<FunctionDocument | undefined>;
  }>(MOST_FUNCTIONS);

  const find = (workspace: string, id: string): Promise<FunctionDocument | undefined> => {
    const key = tenantOf({ workspace, id });
    const nowMs = now().getTime();
    const kept = known.get(key);
    if (kept !== undefined && nowMs - kept.readAt < FRESH_MS) return kept.document;
    const document = readDocument<FunctionDocument>(tables, functionKey(workspace, id)).then(
      (stored) => stored?.document,
      (error: unknown) => {
        known.delete(key);
        throw error;
      },
    );
    known.set(key, { readAt: nowMs, document }, 1);
    return document;
  };

  return {
    async run(name, call) {
      const { component } = name;
      if (component !== undefined) {
        const answer = await runCode({ code, invoke }, { tenant: tenantOf(name), hash: component.hash }, call);
        return { ...answer, version: component.version };
      }
      const deployed = (await find(name.workspace, name.id))?.deployed;
      if (deployed === undefined) return { kind: 'missing' };
      const answer = await runCode({ code, invoke }, { tenant: tenantOf(name), hash: deployed.hash }, call);
      const ran = { ...answer, version: deployed.number };
      await noteRuns?.(name, { call, answer: ran, declared: deployed.settings });
      return ran;
    },
  };
}

/** Runs code by its hash, in the environments of a tenant. */
export async function runCode(
  { code, invoke }: Pick<FunctionsDeps, 'code' | 'invoke'>,
  { tenant, hash }: { readonly tenant: string; readonly hash: string },
  call: Call,
): Promise<RunAnswer> {
  const answer = await invoke(tenant, { ...call, hash });
  if (answer.kind !== 'code-needed') return answer;
  const text = await code.read(hash);
  if (text === undefined) return { kind: 'missing' };
  return invoke(tenant, { ...call, hash, code: text });
}
