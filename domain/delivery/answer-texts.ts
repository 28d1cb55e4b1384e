// What an answer of a destination says, in words, and what to do about it. The Event Tester and the test suite of components
// show it; what it means for a delivery is decided in delivery-outcome.ts.

import { isObject } from '../events/event.ts';

const TEXTS: Readonly<Record<string, string>> = {
  http_400: 'it says that the event is malformed',
  http_401: 'it does not accept the key: check the apiKey',
  http_402: 'it says that the account at the partner has to be paid',
  http_403: 'it says that the key may not do this',
  http_404: 'there is nothing at this address: check the URL',
  http_405: 'it takes no POST at this address: check the URL',
  http_408: 'it gave up waiting for the request',
  http_410: 'it says that it is gone for good, which switches a destination off',
  http_413: 'the event is too large for it',
  http_422: 'it cannot make use of the event',
  http_429: 'it wants fewer requests at a time',
  http_500: 'something went wrong inside of it',
  http_501: 'it does not support this type of event',
  http_503: 'it is not available at the moment',
  timeout: 'it did not answer in time',
  connection_refused: 'nothing listens at its address',
  connection_reset: 'it closed the connection without an answer',
  connection_failed: 'no connection came about',
  dns_failed: 'its name could not be resolved at the moment',
  dns_not_found: 'its host does not exist in DNS: check the URL',
  host_unreachable: 'no network leads to its address',
  tls_invalid: 'its certificate is not valid, or it does not speak TLS as it should: ask the partner, or check its URL',
  blocked_address: 'its address is in a private network, which is never called',
  invalid_url: 'its URL cannot be called',
  invalid_request: 'the request cannot be made: a header of the settings is not valid',
  invalid_response: 'what it answered is not HTTP',
  function_broken: 'a function of it does not load: deploy another version of the function',
  function_missing: 'a function that it names is not deployed: deploy a version of it',
  redirect_refused:
    'it redirects. Only 307 and 308 that name a place at the same origin are followed, so that keys and signatures stay there: enter the URL that it redirects to',
};

/** A reason of `classifyAttempt`, in half a sentence that begins in lower case. */
export function answerText(reason: string): string {
  const known = TEXTS[reason];
  if (known !== undefined) return known;
  const status = /^http_(\d)(?:\d\d|xx_other)$/.exec(reason)?.[1];
  if (status === '5') return 'something is wrong on its side';
  if (status === '3') return 'it answers with a redirect that leads nowhere';
  return status === '4' ? 'it refuses the request' : `it fails with ${reason}`;
}

const MAX_MESSAGE_CHARACTERS = 500;

/** `message` of an answer in JSON, by which partners tell people what is wrong; other types of content are ignored. */
export function partnerMessage(body: string, contentType: string | undefined): string | undefined {
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(contentType ?? '')) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    const message = isObject(parsed) ? parsed['message'] : undefined;
    return typeof message === 'string' ? message.slice(0, MAX_MESSAGE_CHARACTERS) : undefined;
  } catch {
    return undefined;
  }
}
