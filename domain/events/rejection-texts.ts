// What people are told of an event that ingest refuses, and what to do. The Event Tester and the debugger show it.

import type { RejectionReason } from './event.ts';
import type { TimeWarning } from './timestamps.ts';
import { MOST_HOPS } from '../base/function-hops.ts';
import {
  MAX_BATCH_EVENTS,
  MAX_BODY_BYTES,
  MAX_DEPTH,
  MAX_EVENT_BYTES,
  MAX_MESSAGE_ID_CHARACTERS,
  MAX_SOURCE_BODY_BYTES,
} from '../base/limits.ts';

const TEXTS: Readonly<Record<RejectionReason | TimeWarning, string>> = {
  no_user_anon_id: 'It has neither a userId nor an anonymousId: send one of them.',
  event_not_defined: 'A track call needs "event", the name of what happened.',
  event_not_string: '"event" must be a text.',
  properties_not_object: '"properties" must be an object.',
  traits_not_object: '"traits" must be an object.',
  name_not_string: '"name" must be a text.',
  category_not_string: '"category" must be a text.',
  id_required: 'An id is missing: group needs groupId, alias needs userId and previousId, delete needs userId.',
  id_not_string: 'Ids must be texts or numbers.',
  empty_batch: 'The batch holds no event.',
  source_disabled: 'The source is switched off.',
  unknown_source: 'The write key belongs to no source.',
  bad_request: 'It is not a JSON object that can be read.',
  type_not_supported: '"type" must be identify, track, page, screen, group, alias or delete.',
  delete_not_allowed:
    'Delete events are taken with a server key only, from a source whose setting acceptDeletes is on.',
  context_not_object: '"context" must be an object.',
  integrations_not_object: '"integrations" must be an object.',
  message_id_too_long: `"messageId" may have ${MAX_MESSAGE_ID_CHARACTERS} characters.`,
  event_too_large: `An event may have ${MAX_EVENT_BYTES / 1024} KB.`,
  body_too_large: `A request may have ${MAX_BODY_BYTES / 1024 / 1024} MB, one to the address of a function ${MAX_SOURCE_BODY_BYTES / 1024} KB. A larger one is not read, so it counts once, however many events are in it.`,
  too_many_events: `A batch may have ${MAX_BATCH_EVENTS} events.`,
  too_many_hops: `Functions have sent it on more than ${MOST_HOPS} times: one of them sends to the source that it gets its events from.`,
  nested_too_deeply: `It is nested deeper than ${MAX_DEPTH} levels.`,
  timestamp_unreadable:
    'A time of it is not written as in ISO 8601 (2026-11-22T10:05:00Z), so that it has another, at worst that of its receipt.',
  timestamp_in_1970: 'A time of it is a number that lies in 1970: send milliseconds, not seconds, or ISO 8601.',
  number_too_large: 'It has a number beyond 1.8e308, which most readers of JSON refuse: send it as a text.',
  function_error: 'The function of the source failed.',
  function_invalid_event: 'The function of the source refused the request as invalid.',
  function_event_not_supported: 'The function of the source does not take such requests.',
  function_dropped: 'The function of the source dropped the request.',
  function_retry: 'The function of the source asked again and again to be run later.',
  function_timeout: 'The function of the source did not end in time, however often it was run.',
  function_cpu: 'The function of the source computed for too long, however often it was run.',
  function_memory: 'The function of the source needed more memory than it may have.',
  function_result: 'The function of the source made more than can be handed on.',
  function_fetch_failed: 'A server that the function of the source calls was not there, however often it was run.',
  function_crashed: 'The function of the source ended what runs it, again and again.',
  function_missing: 'The function of the source is not deployed.',
  function_broken: 'The function of the source does not load.',
  forbidden_key: 'It has a key (__proto__, or constructor with prototype) that could harm whoever reads it.',
};

/** Why an event is refused, or what is odd about one that was taken, in a sentence. */
export function rejectionText(reason: RejectionReason | TimeWarning): string {
  return TEXTS[reason];
}
