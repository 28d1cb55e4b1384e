// Turns what Node, OpenSSL, the resolver and undici report into one reason code and a sentence for the customer.
import { BlockedAddressError } from './outbound-connector.ts';
import type { Exchange, ExchangePhase } from './outbound-exchange.ts';
import { describeTlsFailure } from './tls-failure.ts';

export type OutboundFailure =
  | 'timeout'
  | 'connection_refused'
  | 'connection_reset'
  | 'dns_not_found'
  | 'dns_failed'
  | 'host_unreachable'
  | 'tls_invalid'
  | 'blocked_address'
  | 'invalid_url'
  | 'invalid_request'
  | 'redirect_refused'
  | 'invalid_response'
  | 'connection_failed';

const FAILURE_BY_CODE: Readonly<Record<string, OutboundFailure>> = {
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  EPIPE: 'connection_reset',
  ENOTFOUND: 'dns_not_found',
  ENODATA: 'dns_not_found',
  EHOSTUNREACH: 'host_unreachable',
  ENETUNREACH: 'host_unreachable',
  EHOSTDOWN: 'host_unreachable',
  ENETDOWN: 'host_unreachable',
  UND_ERR_HEADERS_OVERFLOW: 'invalid_response',
  // undici asserts what its parser has already let through, a status of 099 for one.
  ERR_ASSERTION: 'invalid_response',
};

/** Names of OpenSSL's verification results (X509_V_ERR_*) and of Node's TLS errors all begin in one of these ways. */
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|EPROTO$|CERT_|CRL_|UNABLE_TO_|ERROR_IN_(CERT|CRL)|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH)/;
/** OpenSSL's own words, where no code came with them. */
const OPENSSL_MESSAGE = /error:[0-9A-F]{8}:/;
const DNS_CODE = /^(EAI_|ESERVFAIL$|EREFUSED$|ETIMEOUT$|EFORMERR$|EBADRESP$|ENOTIMP$)/;

const TIMEOUT_DETAIL: Readonly<Record<ExchangePhase, string>> = {
  waiting: 'no connection was free or could be made',
  sent: 'it did not answer the request',
  answering: 'it began to answer and did not finish',
};

const SENTENCE: Readonly<Partial<Record<OutboundFailure, string>>> = {
  connection_refused: 'refused the connection',
  dns_not_found: 'does not exist in DNS',
  dns_failed: 'could not be resolved: DNS did not answer properly',
  host_unreachable: 'cannot be reached',
  invalid_response: 'did not answer in HTTP/1.1',
  timeout: 'took too long to connect',
};

export function describeFailure(
  result: Exclude<Exchange, { kind: 'answer' }>,
  call: { host: string; timeoutMs: number },
): { failure: OutboundFailure; message: string } {
  if (result.kind === 'timeout') {
    const message = `${call.host} took longer than ${String(call.timeoutMs)} ms: ${TIMEOUT_DETAIL[result.phase]}`;
    return { failure: 'timeout', message };
  }
  const error = rootOf(result.error);
  const failure = failureOf(error, result.phase);
  return { failure, message: `${call.host} ${whatHappened(failure, error, result.phase)}` };
}

/**
 * With several addresses Node reports one error for each. A network without IPv6 says "unreachable" first, which hides
 * what the address that could be reached has answered.
 */
function rootOf(error: Error): Error {
  if (!(error instanceof AggregateError)) return error;
  const errors = (error.errors as unknown[]).filter((each) => each instanceof Error);
  return errors.find((each) => FAILURE_BY_CODE[codeOf(each)] !== 'host_unreachable') ?? errors[0] ?? error;
}

/**
 * A body that breaks off is a reset although a status line arrived: the other side may not have finished what the status
 * says, so the delivery must be tried again.
 */
function failureOf(error: Error, phase: ExchangePhase): OutboundFailure {
  if (error instanceof BlockedAddressError) return 'blocked_address';
  const code = codeOf(error);
  const known = FAILURE_BY_CODE[code];
  if (known !== undefined) return known;
  // undici's code for both "other side closed" and "bad response" or "bad upgrade" (a protocol nobody asked for).
  if (code === 'UND_ERR_SOCKET') return error.message.startsWith('bad ') ? 'invalid_response' : 'connection_reset';
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return phase === 'answering' ? 'connection_reset' : 'invalid_response';
  }
  if (error.name === 'HTTPParserError') return isCutShort(error) ? 'connection_reset' : 'invalid_response';
  if (TLS_CODE.test(code) || OPENSSL_MESSAGE.test(error.message)) return 'tls_invalid';
  if (DNS_CODE.test(code)) return 'dns_failed';
  return 'connection_failed';
}

/** llhttp's word for a chunked body without its last chunk; undici passes no code on. */
function isCutShort(parserError: Error): boolean {
  return parserError.message.includes('Invalid EOF state');
}

function whatHappened(failure: OutboundFailure, error: Error, phase: ExchangePhase): string {
  const sentence = SENTENCE[failure];
  if (sentence !== undefined) return sentence;
  if (error instanceof BlockedAddressError) return oneLine(error.message);
  if (failure === 'tls_invalid') return oneLine(describeTlsFailure(error, codeOf(error)));
  if (failure === 'connection_reset') {
    return `closed the connection ${phase === 'answering' ? 'in the middle of' : 'before'} its answer`;
  }
  return `could not be called: ${oneLine(error.message)}`;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The other side has a part in these texts (names in its certificate, say), so they are kept short and printable. */
function oneLine(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, 300)
    .trim();
}
