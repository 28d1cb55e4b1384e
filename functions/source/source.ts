import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import type { FunctionOutcome } from '../../domain/functions/function-outcome.ts';
import type { SourceRequestHeader } from '../../domain/pipeline/messages.ts';
import { isFunctionSource, type FunctionSource } from '../../domain/workspace/workspace.ts';
import type { AddressOwner } from '../shared/stores/config-reader.ts';
import type { NoteReceived } from '../shared/stores/received-requests.ts';
import type { Asked, HandOn } from './hand-on.ts';
import type { ArrivedRequest } from './read-request.ts';
import { endOf, receivedOf } from './received.ts';
import { answered, failure, taken, unavailable, unknownAddress, type SourceResponse } from './responses.ts';
import type { RunSource } from './run-source.ts';

export type SourceDeps = {
  readonly sourceOfAddress: (token: string) => Promise<AddressOwner | undefined>;
  /** Resolves when the queue has the request. */
  readonly keep: (header: SourceRequestHeader) => Promise<void>;
  readonly run: RunSource;
  readonly handOn: HandOn;
  /** Writes down what became of requests, for people. */
  readonly noteReceived: NoteReceived;
  /** What of a text may be shown. */
  readonly strikerOf: (asked: Asked) => Promise<(text: string) => string>;
  readonly now: () => Date;
  readonly createId: () => string;
};

/** A sender is kept waiting for no longer. */
const REPLY_MS = FUNCTION_LIMITS.eventMs + 3_000;

/** Takes a request at the address of a source. It says success only when the queue has it, or its events. */
export function createSource(deps: SourceDeps): (arrived: ArrivedRequest) => Promise<SourceResponse> {
  return async ({ method, token, request }) => {
    const now = deps.now();
    const owner = token === undefined ? undefined : await deps.sourceOfAddress(token);
    if (owner === undefined || (owner.endsAt !== undefined && owner.endsAt <= now.toISOString()))
      return unknownAddress();
    const { source } = owner;
    if (!isFunctionSource(source)) return unknownAddress();
    const isReplying = source.reply === true;
    if (method !== 'POST' && !(isReplying && (method === 'GET' || method === 'HEAD'))) {
      const message = 'Use POST, with what you have to say in the body.';
      return failure(405, { code: 'method_not_allowed', message }, { allow: isReplying ? 'GET, HEAD, POST' : 'POST' });
    }
    const header: SourceRequestHeader = {
      kind: 'source-request',
      ...{ requestId: deps.createId(), sourceId: source.id, receivedAt: now.toISOString(), runs: 0 },
      request: request === 'too-large' ? NO_REQUEST : request,
      events: [],
    };
    const refuse = async (reason: 'body_too_large' | 'source_disabled', status: number): Promise<void> => {
      await deps.handOn.refused({ header, sourceId: source.id }, reason);
      const { bytes, ...about } = receivedOf(header, status);
      const size = reason === 'body_too_large' ? {} : { bytes };
      await deps.noteReceived(source.id, [{ ...about, ...size, method, outcome: 'refused', reason }]);
    };
    if (request === 'too-large') {
      await refuse('body_too_large', 413);
      const most = FUNCTION_LIMITS.requestBodyBytes / 1024;
      return failure(413, { code: 'body_too_large', message: `A request may have ${most} KB.` });
    }
    if (!source.enabled) {
      await refuse('source_disabled', 200);
      return taken('not accepted: source_disabled (1)');
    }
    if (isReplying) return reply(deps, source, header);
    await deps.keep(header);
    return taken();
  };
}

const NO_REQUEST = { method: 'POST', url: '', headers: {} };

async function reply(
  { run, handOn, strikerOf, noteReceived }: SourceDeps,
  source: FunctionSource,
  header: SourceRequestHeader,
): Promise<SourceResponse> {
  const [ran] = await run(source, [header.request], REPLY_MS);
  if (ran === undefined) return unavailable();
  if (ran.kind === 'made') {
    const refused = await handOn.made({ source, header }, ran.events);
    const about = receivedOf(header, ran.reply.status);
    await noteReceived(source.id, [{ ...about, outcome: 'made', events: ran.events.length, refused }]);
    return answered(ran.reply);
  }
  const isRun = ran.result.outcome.kind !== 'none';
  if (isRun) await handOn.failed({ source, header }, ran);
  const answer = isRun ? answerFailure(ran.result) : unavailable();
  const end = endOf(ran.result, await strikerOf({ source, header }));
  await noteReceived(source.id, [{ ...receivedOf(header, answer.status), ...end }]);
  return answer;
}

/** The sender is told whether it may send the request again, and nothing of what is inside. */
function answerFailure({ outcome, reason }: FunctionOutcome): SourceResponse {
  if (outcome.kind === 'filtered') return taken();
  if (outcome.kind === 'retry' || outcome.kind === 'hold') {
    const message = 'The request cannot be worked off at the moment. Send it again later.';
    return failure(503, { code: reason, message }, { 'retry-after': '60' });
  }
  const isOfSender = reason === 'function_invalid_event' || reason === 'function_event_not_supported';
  const message = isOfSender ? 'The request is not one that is taken here.' : 'The request could not be worked off.';
  return failure(isOfSender ? 400 : 500, { code: reason, message });
}
