import { DAY_MS } from '../../domain/base/time-units.ts';
import type { ReceivedRequest } from '../../domain/functions/received-request.ts';
import { runAgainSeconds } from '../../domain/functions/source-run.ts';
import type { SourceRequestHeader } from '../../domain/pipeline/messages.ts';
import { isFunctionSource, type FunctionSource, type Source } from '../../domain/workspace/workspace.ts';
import { log } from '../shared/lambda/log.ts';
import type { NoteReceived } from '../shared/stores/received-requests.ts';
import type { Asked, HandOn } from './hand-on.ts';
import { endOf, receivedOf } from './received.ts';
import type { RequestRun, RunSource } from './run-source.ts';

export type RunRequestsDeps = {
  readonly source: (id: string) => Promise<Source | undefined>;
  /** Resolves when the queue has the request, which comes again after so many seconds. */
  readonly again: (header: SourceRequestHeader, delaySeconds: number) => Promise<void>;
  readonly run: RunSource;
  readonly handOn: HandOn;
  /** Writes down what became of requests, for people. */
  readonly noteReceived: NoteReceived;
  /** What of a text may be shown. */
  readonly strikerOf: (asked: Asked) => Promise<(text: string) => string>;
  readonly now: () => Date;
};

/** Who sent it has been answered that it lies in the queue. */
const ANSWERED = 200;

/** A request for which nothing could run the function was not run. */
const NOBODY_THERE_SECONDS = 5;

/**
 * What ran the function broke, and perhaps not by the function's doing: a machine was lost, or another request ended it. For
 * this long such a request is run again as if nothing could run it. After that it uses up its runs, so that a function which
 * ends what runs it comes to an end.
 */
const CRASHES_MS = 60_000;

/** While no version of a function can run, requests wait for one that does, and use up no run. Nobody deploys for ever. */
const HELD_AGAIN_SECONDS = 300;
const HELD_MS = DAY_MS;

/**
 * Runs the functions of some requests and sees to what came of it. Returns which of them have to come again as they are. The
 * sources are worked off at the same time, and none waits for the function of another.
 */
export function createRunRequests(
  deps: RunRequestsDeps,
): (requests: readonly SourceRequestHeader[], timeoutMs: number) => Promise<SourceRequestHeader[]> {
  return async (requests, timeoutMs) => {
    const groups = [...Map.groupBy(requests, ({ sourceId }) => sourceId).values()];
    const failed = await Promise.all(groups.map((group) => workOff(deps, group, timeoutMs)));
    return failed.flat();
  };
}

async function workOff(
  deps: RunRequestsDeps,
  requests: readonly SourceRequestHeader[],
  timeoutMs: number,
): Promise<SourceRequestHeader[]> {
  const sourceId = requests[0]?.sourceId ?? '';
  try {
    const source = await deps.source(sourceId);
    const runs =
      source !== undefined && isFunctionSource(source)
        ? await deps.run(
            source,
            requests.map(({ request }) => request),
            timeoutMs,
          )
        : undefined;
    const done = requests.map(async (header, index) => {
      if (source === undefined || !isFunctionSource(source)) {
        // It was deleted, or is fed by keys now, while the request waited.
        await deps.handOn.refused({ header, sourceId: source?.id ?? '' }, 'unknown_source');
        return undefined;
      }
      return carryOut(deps, { source, header, run: runs?.[index] });
    });
    const settled = await Promise.allSettled(done);
    await deps.noteReceived(
      sourceId,
      settled.flatMap((each) => (each.status === 'fulfilled' ? (each.value ?? []) : [])),
    );
    return requests.filter((_, index) => {
      const result = settled[index];
      if (result?.status !== 'rejected') return false;
      log.failed('a request to a source comes again', { ids: { sourceId }, error: result.reason });
      return true;
    });
  } catch (error) {
    log.failed('requests to a source come again', { ids: { sourceId }, error });
    return [...requests];
  }
}

type Ran = {
  readonly source: FunctionSource;
  readonly header: SourceRequestHeader;
  readonly run: RequestRun | undefined;
};

async function carryOut(deps: RunRequestsDeps, { source, header, run }: Ran): Promise<ReceivedRequest> {
  const { handOn, again, now } = deps;
  const about = receivedOf(header, ANSWERED);
  if (run?.kind === 'made') {
    const refused = await handOn.made({ source, header }, run.events);
    return { ...about, outcome: 'made', events: run.events.length, refused };
  }
  const toCome = async (
    outcome: 'again' | 'waits',
    { next, seconds }: { readonly next: SourceRequestHeader; readonly seconds: number },
  ): Promise<ReceivedRequest> => {
    await again(next, seconds);
    const runsAgainAt = new Date(now().getTime() + seconds * 1_000).toISOString();
    return { ...about, ...(await said()), outcome, runs: next.runs, runsAgainAt };
  };
  const said = async () => (run === undefined ? {} : endOf(run.result, await deps.strikerOf({ source, header })));

  if (run === undefined || run.result.outcome.kind === 'none') {
    return toCome('waits', { next: header, seconds: NOBODY_THERE_SECONDS });
  }
  const { outcome, reason } = run.result;
  const ageMs = now().getTime() - Date.parse(header.receivedAt);
  if (reason === 'function_crashed' && ageMs < CRASHES_MS) {
    return toCome('waits', { next: header, seconds: NOBODY_THERE_SECONDS });
  }
  if (outcome.kind === 'hold' && ageMs < HELD_MS) {
    return toCome('waits', { next: header, seconds: HELD_AGAIN_SECONDS });
  }
  const runs = header.runs + 1;
  const seconds = outcome.kind === 'retry' ? runAgainSeconds(runs, outcome.retryAfterMs) : undefined;
  if (seconds !== undefined) return toCome('again', { next: { ...header, runs }, seconds });
  await handOn.failed({ source, header }, run);
  return { ...about, ...endOf(run.result, await deps.strikerOf({ source, header })) };
}
