// Work of several calls that somebody waits for: whether it goes on, and how the API refused it.

import { useCallback, useState } from 'react';
import { ApiCallError } from '../../../client/call-error.ts';

export type Doing = {
  /** Resolves with what the work gave; undefined when the API refused it, which `error` then says. */
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result | undefined>;
  readonly isBusy: boolean;
  readonly error: ApiCallError | undefined;
};

export function useDoing(): Doing {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiCallError>();
  const run = useCallback(async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    setBusy(true);
    setError(undefined);
    try {
      return await work();
    } catch (failed) {
      if (!(failed instanceof ApiCallError)) throw failed;
      setError(failed);
      return undefined;
    } finally {
      setBusy(false);
    }
  }, []);
  return { run, isBusy, error };
}
