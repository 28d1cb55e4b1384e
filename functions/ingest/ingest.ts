import { HOPS_HEADER, hopsOfHeader } from '../../domain/base/function-hops.ts';
import type { EventType, JsonObject, RejectionReason } from '../../domain/events/event.ts';
import { addCounts, type Counts } from '../../domain/ledger/ledger.ts';
import type { TimeWarning } from '../../domain/events/timestamps.ts';
import type { Source } from '../../domain/workspace/workspace.ts';
import { classOfKey } from '../../domain/events/write-keys.ts';
import type { Accepted, Rejected, ShowRejected } from '../shared/accept/accepted.ts';
import { normaliseItems } from '../shared/accept/normalise-items.ts';
import { describeSource } from './describe-source.ts';
import { readBody } from './read-body.ts';
import { readPixel } from './read-pixel.ts';
import { endpointOf, type Endpoint, type IngestRequest, type IngestResponse } from './request.ts';
import {
  failure,
  pixel,
  preflight,
  refusal,
  success,
  tooManyRequests,
  unavailable,
  withCors,
  type Refusal,
} from './responses.ts';
import { senderAddress } from './sender-address.ts';
import { writeKeyOf } from './write-key.ts';
import { log } from '../shared/lambda/log.ts';

export type Sent = 'sent' | 'throttled' | 'failed';

export type IngestDeps = {
  readonly sourceOfWriteKey: (writeKey: string) => Promise<Source | undefined>;
  /** Resolves when the queue has all of it; `throttled` when it asks for patience, `failed` otherwise. */
  readonly enqueue: (accepted: Accepted) => Promise<Sent>;
  /** For who looks at the source. Never throws. */
  readonly showRejected?: ShowRejected;
  /** For who wants to know whether a write key is still in use. Never throws. */
  readonly noteKeyUse?: (sourceId: string, writeKey: string) => Promise<void>;
  readonly unknownWriteKeys: 'accept' | 'reject';
  readonly now: () => Date;
  readonly createId: () => string;
};

/** Answers a request of the tracking API. It says success only when the queue has every event that it accepted. */
export function createIngest(deps: IngestDeps): (request: IngestRequest) => Promise<IngestResponse> {
  return async (request) => {
    const { method, headers } = request;
    const noted: Promise<void>[] = [];
    const response =
      method === 'OPTIONS'
        ? preflight(headers['access-control-request-headers'])
        : await answer(notingUses(deps, noted), request);
    await Promise.all(noted);
    return withCors(response, headers['origin']);
  };
}

/** The use of a key is noted while the events are on their way, so that they do not wait for it. */
function notingUses(deps: IngestDeps, noted: Promise<void>[]): IngestDeps {
  const { noteKeyUse } = deps;
  if (noteKeyUse === undefined) return deps;
  return {
    ...deps,
    async sourceOfWriteKey(writeKey) {
      const source = await deps.sourceOfWriteKey(writeKey);
      if (source !== undefined) noted.push(noteKeyUse(source.id, writeKey));
      return source;
    },
  };
}

/** What is answered when the answer cannot be found, or not in time: nothing is accepted, and who asked may repeat. */
export function answerWithout({ path, headers }: IngestRequest): IngestResponse {
  return withCors(endpointOf(path)?.kind === 'pixel' ? pixel() : unavailable(), headers['origin']);
}

const KNOWN_PATHS = '/v1/track, /v1/identify, /v1/page, /v1/screen, /v1/group, /v1/alias, /v1/batch and /v1/import';

async function answer(deps: IngestDeps, request: IngestRequest): Promise<IngestResponse> {
  const endpoint = endpointOf(request.path);
  if (endpoint === undefined) {
    const message = `There is nothing at ${request.path.slice(0, 100)}. Events go to ${KNOWN_PATHS}.`;
    return failure(404, { code: 'not_found', message });
  }
  if (endpoint.kind === 'pixel') return answerPixel(deps, request, endpoint.type);
  if (endpoint.kind === 'settings' || endpoint.kind === 'source-config') return describeSource(deps, endpoint, request);
  if (request.method !== 'POST') {
    const message = 'Use POST, with the event as JSON in the body.';
    return failure(405, { code: 'method_not_allowed', message }, { allow: 'POST, OPTIONS' });
  }
  if (endpoint.kind === 'metrics') return success();
  const body = readBody(request.body, request.headers['content-encoding']);
  if (!body.ok) return refuse(deps, request, body);
  const items = itemsOf(endpoint, body.value);
  if ('refusal' in items) return refuse(deps, request, items);
  return accept(deps, request, { items, body: body.value, endpoint });
}

/** A pixel gets its picture whatever happens: it sits in mails and pages that cannot do anything about an error. */
async function answerPixel(
  deps: IngestDeps,
  request: IngestRequest,
  type: EventType | undefined,
): Promise<IngestResponse> {
  const event = readPixel(request.query);
  if (type !== undefined && request.method === 'GET') {
    await accept(deps, request, { items: [event], body: event, endpoint: { kind: 'event', type } }).catch(
      (error: unknown) => log.failed('a pixel could not be counted', { error }),
    );
  }
  return pixel();
}

/** The items of a request, or why it has none. */
function itemsOf(endpoint: Endpoint, body: JsonObject): readonly unknown[] | { refusal: Refusal } {
  if (endpoint.kind !== 'batch') return [body];
  const batch = body['batch'];
  return Array.isArray(batch) ? batch : { refusal: 'batch_not_list' };
}

const COUNTED_AS: Partial<Record<Refusal, RejectionReason>> = {
  body_too_large: 'body_too_large',
};

/** A request that is refused as a whole is counted too, for its source where it names one outside of its body. */
async function refuse(
  deps: IngestDeps,
  request: IngestRequest,
  { refusal: code, coding }: { refusal: Refusal; coding?: string },
): Promise<IngestResponse> {
  const key = writeKeyOf(request, {});
  const source = key === undefined ? undefined : await deps.sourceOfWriteKey(key);
  const reason = COUNTED_AS[code] ?? 'bad_request';
  const [sourceId, receivedAt] = [source?.id ?? '', deps.now()];
  await Promise.all([
    deps.enqueue({ sourceId, receivedAt, events: [], lines: [], rejected: { [reason]: 1 } }),
    show(deps, { sourceId, receivedAt }, [{ reason }]),
  ]);
  return refusal(code, coding);
}

type Work = { readonly items: readonly unknown[]; readonly body: JsonObject; readonly endpoint: Endpoint };

async function accept(deps: IngestDeps, request: IngestRequest, work: Work): Promise<IngestResponse> {
  const receivedAt = deps.now();
  const key = writeKeyOf(request, work.body);
  const source = key === undefined ? undefined : await deps.sourceOfWriteKey(key);
  if (key === undefined || source?.enabled !== true) {
    return acceptNothing(deps, { sourceId: source?.id ?? '', receivedAt, count: work.items.length });
  }
  const parts = normaliseItems(work.items, {
    sourceId: source.id,
    keyClass: classOfKey(source, key),
    receivedAt,
    impliedType: work.endpoint.kind === 'event' ? work.endpoint.type : undefined,
    envelope: work.endpoint.kind === 'batch' ? work.body : {},
    ip: senderAddress(request),
    hops: hopsOfHeader(request.headers[HOPS_HEADER]),
    allowDelete: source.acceptDeletes && classOfKey(source, key) === 'server',
    createId: deps.createId,
  });
  let sent: Sent = 'sent';
  const warned: TimeWarning[] = [];
  let rejected: Counts = {};
  for (const part of parts) {
    [sent] = await Promise.all([deps.enqueue(part.accepted), show(deps, part.accepted, part.refused)]);
    if (sent !== 'sent') break;
    warned.push(...part.warned);
    rejected = addCounts(rejected, part.accepted.rejected);
  }
  const isTooLarge = work.endpoint.kind === 'event' && rejected['event_too_large'] === 1;
  return isTooLarge ? refusal('event_too_large') : respond(sent, warningOf(rejected, warned));
}

async function show(
  deps: IngestDeps,
  { sourceId, receivedAt }: Pick<Accepted, 'sourceId' | 'receivedAt'>,
  rejected: readonly Rejected[],
): Promise<void> {
  if (sourceId === '' || rejected.length === 0) return;
  await deps.showRejected?.(sourceId, receivedAt, rejected);
}

/** Events of an unknown or switched-off source: counted, and answered as Segment answers unless the stage is strict. */
async function acceptNothing(
  deps: IngestDeps,
  { sourceId, receivedAt, count }: { sourceId: string; receivedAt: Date; count: number },
): Promise<IngestResponse> {
  const reason: RejectionReason = sourceId === '' ? 'unknown_source' : 'source_disabled';
  const rejected = { [reason]: Math.max(count, 1) };
  const [sent] = await Promise.all([
    deps.enqueue({ sourceId, receivedAt, events: [], lines: [], rejected }),
    show(deps, { sourceId, receivedAt }, [{ reason }]),
  ]);
  if (reason === 'unknown_source' && deps.unknownWriteKeys === 'reject') {
    const message = 'The write key is unknown. Use the write key of a source of this workspace.';
    return failure(401, { code: reason, message });
  }
  return respond(sent, warningOf(rejected));
}

/** Said in a header beside the 200 that SDKs insist on, so that whoever debugs a source finds it. */
function warningOf(rejected: Counts, warned: readonly TimeWarning[] = []): string | undefined {
  const odd = Object.fromEntries(
    [...Map.groupBy(warned, (warning) => warning)].map(([name, { length }]) => [name, length]),
  );
  const texts = [...listReasons('not accepted', rejected), ...listReasons('accepted all the same', odd)];
  return texts.length === 0 ? undefined : texts.join('; ');
}

function listReasons(what: string, counts: Counts): string[] {
  const reasons = Object.entries(counts).map(([reason, count]) => `${reason} (${count})`);
  return reasons.length === 0 ? [] : [`${what}: ${reasons.join(', ')}`];
}

function respond(sent: Sent, warning: string | undefined): IngestResponse {
  switch (sent) {
    case 'sent':
      return success(warning);
    case 'throttled':
      return tooManyRequests();
    case 'failed':
      return unavailable();
  }
}
