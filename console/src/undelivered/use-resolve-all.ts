import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ApiClient } from '../../../client/api-client.ts';
import { ApiCallError } from '../../../client/call-error.ts';
import { useApi, useRefresh, useWorkspaceId } from '../data/api.tsx';
import { newKey } from '../data/write.ts';
import type { Filter } from './groups.ts';
import { resolveAll, START, type Run, type SendPart } from './resolve-all.ts';

export type Verb = 'redrive' | 'discard';

export type Phase = 'counting' | 'counted' | 'running' | 'stopped' | 'done';

export type ResolvingAll = {
  readonly phase: Phase;
  /** How many match, as far as that is counted. */
  readonly counted: number;
  readonly accepted: number;
  readonly error: ApiCallError | undefined;
  /** Begins, or goes on where it was stopped or failed. */
  readonly go: () => void;
  readonly stop: () => void;
};

type Sending = { readonly verb: Verb; readonly filter: Filter; readonly key: string };

/** Counts all that match when it is shown, and then, when somebody says so, resolves them part by part. */
export function useResolveAll(verb: Verb, filter: Filter): ResolvingAll {
  const api = useApi();
  const refresh = useRefresh();
  const [key] = useState(newKey);
  const count = useCount({ verb, filter, key });
  const [phase, setPhase] = useState<Phase>('counted');
  const [done, setDone] = useState<Run>(START);
  const [error, setError] = useState<ApiCallError>();
  const isStopped = useRef(false);
  const mustStop = (): boolean => isStopped.current;

  const run = async (): Promise<void> => {
    isStopped.current = false;
    try {
      for await (const now of resolveAll(sender(api, { verb, filter, key }), done)) {
        setDone(now);
        if (mustStop() && now.next !== undefined) {
          setPhase('stopped');
          return;
        }
      }
      setPhase('done');
    } catch (failed) {
      if (!(failed instanceof ApiCallError)) throw failed;
      setPhase('stopped');
      setError(failed);
    } finally {
      void refresh();
    }
  };
  const go = (): void => {
    if (count.phase === 'counting') return count.again();
    setError(undefined);
    setPhase('running');
    void run();
  };
  const stop = (): void => {
    isStopped.current = true;
  };
  const isCounted = count.phase === 'counted';
  return {
    ...{ counted: count.counted, accepted: done.accepted, go, stop },
    phase: isCounted ? phase : 'counting',
    error: isCounted ? error : count.error,
  };
}

type Counting = Pick<ResolvingAll, 'counted' | 'error'> & {
  readonly phase: 'counting' | 'counted';
  readonly again: () => void;
};

function useCount(sending: Sending): Counting {
  const api = useApi();
  const workspace = useWorkspaceId();
  const [soFar, setSoFar] = useState(0);
  const { data, error, isFetching, refetch } = useQuery<number, ApiCallError>({
    // Nothing that is done makes it wrong: it says how many there were when it was asked.
    queryKey: ['how many match', workspace, sending],
    gcTime: 0,
    staleTime: Infinity,
    async queryFn({ signal }) {
      let counted = 0;
      for await (const { accepted } of resolveAll(sender(api, { ...sending, dryRun: true }))) {
        signal.throwIfAborted();
        counted = accepted;
        setSoFar(counted);
      }
      return counted;
    },
  });
  return {
    phase: data === undefined ? 'counting' : 'counted',
    counted: data ?? soFar,
    error: isFetching ? undefined : (error ?? undefined),
    again: () => void refetch(),
  };
}

function sender(api: ApiClient, { verb, filter, key, dryRun = false }: Sending & { dryRun?: boolean }): SendPart {
  return (cursor, part) =>
    api.call(`POST /undelivered-events/${verb}`, {
      body: { filter, dryRun, ...(cursor === undefined ? {} : { cursor }) },
      // A count is asked anew each time.
      ...(dryRun ? {} : { idempotencyKey: `${key}.${part}` }),
    });
}
