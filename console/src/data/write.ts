// Changing something over the API. A POST that failed on its way and is sent again has the key of the first, so that it is
// done once.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import type { DataOf, InputTo, Operation } from '../../../client/api-client.ts';
import { ApiCallError } from '../../../client/call-error.ts';
import { useApi, useWorkspaceId } from './api.tsx';

/** An operation that changes something, or that tries something. */
export type WriteOperation = Exclude<Operation, `GET ${string}`>;

export type Write<Line extends WriteOperation> = {
  /**
   * Resolves with the answer; undefined when it was refused, which `error` then says. While the same is under way it is not
   * sent again: who asks for it gets that answer.
   */
  readonly run: (input: InputTo<Line>) => Promise<DataOf<Line> | undefined>;
  readonly isBusy: boolean;
  readonly error: ApiCallError | undefined;
  /** Forgets the error. */
  readonly reset: () => void;
};

type AnyClient = { call(line: string, input: unknown): Promise<unknown> };
type Sent = { readonly text: string; readonly key: string };

const KEY_BYTES = 16;
const PRECONDITION_FAILED = 412;

export function useWrite<Line extends WriteOperation>(line: Line): Write<Line> {
  const api = useApi() as unknown as AnyClient;
  const client = useQueryClient();
  const workspace = useWorkspaceId();
  const unanswered = useRef<Sent>(undefined);
  const underWay = useRef(new Map<string, Promise<DataOf<Line> | undefined>>());
  const { mutateAsync, isPending, error, reset } = useMutation<unknown, ApiCallError, InputTo<Line>>({
    async mutationFn(input) {
      const text = JSON.stringify(input);
      const sent = unanswered.current?.text === text ? unanswered.current : { text, key: newKey() };
      unanswered.current = sent;
      const keyed = line.startsWith('POST ') ? { idempotencyKey: sent.key, ...input } : input;
      const answer = await api.call(line, keyed).catch((failed: unknown) => {
        if (failed instanceof ApiCallError && isAnswer(failed.status)) unanswered.current = undefined;
        throw failed;
      });
      unanswered.current = undefined;
      return answer;
    },
    // What is shown of the workspace may all follow from what was changed.
    onSuccess: () => client.invalidateQueries({ queryKey: [workspace] }),
    // What is shown is of before what somebody else has done.
    onError: ({ status }) =>
      status === PRECONDITION_FAILED ? client.invalidateQueries({ queryKey: [workspace] }) : undefined,
  });
  const run = useCallback(
    (input: InputTo<Line>) => {
      const text = JSON.stringify(input);
      // A second click comes before the button is seen to be busy.
      const joined = underWay.current.get(text);
      if (joined !== undefined) return joined;
      // The refusal is in `error`.
      const sent = mutateAsync(input)
        .then(
          (answer) => answer as DataOf<Line>,
          () => undefined,
        )
        .finally(() => underWay.current.delete(text));
      underWay.current.set(text, sent);
      return sent;
    },
    [mutateAsync],
  );
  return { run, isBusy: isPending, error: error ?? undefined, reset };
}

/** Whether it is known what became of the request: neither lost on its way nor failed half-way. */
function isAnswer(status: number): boolean {
  return status >= 400 && status < 500;
}

export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** What the API says about each field, by its path; what is about no field comes under an empty path. */
export function problemsOf(error: ApiCallError | undefined): ReadonlyMap<string, string> {
  return new Map((error?.problems ?? []).map(({ path, message }) => [path, message]));
}
