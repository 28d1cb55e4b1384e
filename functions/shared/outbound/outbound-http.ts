// The one door through which the product calls a URL that a customer wrote: deliveries, tests, token requests, functions.
// Nothing the other side does is thrown; every outcome is a value, and all of it happens within `timeoutMs`.
import { createAddressRules } from '../../../domain/delivery/address-rules.ts';
import { createVettingConnector, type OutboundLookup } from './outbound-connector.ts';
import { type Exchange, exchange } from './outbound-exchange.ts';
import { describeFailure, type OutboundFailure } from './outbound-failure.ts';
import { createOriginPools, type OriginPools } from './outbound-pools.ts';
import { checkRequest, redirectTarget, type WireRequest } from './outbound-request.ts';

export type { OutboundLookup } from './outbound-connector.ts';
export type { OutboundFailure } from './outbound-failure.ts';

export type OutboundRequest = {
  url: string;
  method: string;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** `return`: a redirect is an answer like any other. @default it is followed within its origin, and refused otherwise */
  redirects?: 'return';
  /** @default what the client reads of any answer */
  maxResponseBytes?: number;
  /** For everything together: waiting for a connection of the origin, DNS, connect, TLS, headers, the whole body. */
  timeoutMs: number;
};

export type OutboundResult =
  | {
      kind: 'response';
      status: number;
      headers: Readonly<Record<string, string | string[] | undefined>>;
      body: string;
      /** The body without compression, where the client keeps it; absent when that cannot be undone. */
      bytes?: Uint8Array;
      bodyTruncated: boolean;
      durationMs: number;
    }
  | { kind: 'failed'; failure: OutboundFailure; message: string; durationMs: number };

export type OutboundHttp = {
  send(request: OutboundRequest): Promise<OutboundResult>;
  /** Waits for what is being sent, then closes every connection. Sending afterwards is a bug and throws. */
  close(): Promise<void>;
};

/** Makes the client, with what a function allows it. */
export type CreateOutboundHttp = (options: OutboundHttpOptions) => Pick<OutboundHttp, 'send'>;

export type OutboundHttpOptions = {
  /** CIDRs that may be called although they are private, for example 127.0.0.0/8. Metadata addresses stay refused. */
  allowedNetworks: readonly string[];
  maxResponseBytes: number;
  /** Whether answers have their bytes beside their text. @default no */
  keepsBytes?: boolean;
  /** Ports that lead to Penstock itself where an allowed network is this machine: nobody calls these there. @default none */
  ownPorts?: ReadonlySet<number>;
  /** What goes to a host of these goes to the origin beside it instead, as it is. For one machine only. @default none */
  routes?: Readonly<Record<string, string>> | undefined;
  /** More requests than this to one origin wait for one another, and waiting counts against `timeoutMs`. */
  connectionsPerOrigin: number;
  /** @default the system's resolver */
  lookup?: OutboundLookup;
  /** PEM certificates trusted instead of Node's own list. @default Node's list with NODE_EXTRA_CA_CERTS */
  trustedCertificates?: readonly string[];
  /** @default Date.now */
  nowMs?: () => number;
};

/** Two hops are enough for "/hook" to "/hook/" and back to a canonical path; more is a loop. */
const MAX_REDIRECTS = 2;

type Context = {
  pools: OriginPools;
  maxResponseBytes: number;
  keepsBytes: boolean;
  routes: Readonly<Record<string, string>>;
};
type Outcome = Extract<Exchange, { kind: 'answer' }> | { kind: 'failed'; failure: OutboundFailure; message: string };

export function createOutboundHttp(options: OutboundHttpOptions): OutboundHttp {
  const pools = createOriginPools({
    connect: createVettingConnector({
      rules: createAddressRules(options.allowedNetworks),
      ...(options.ownPorts === undefined ? {} : { closed: { ports: options.ownPorts, rules: createAddressRules([]) } }),
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
      ...(options.trustedCertificates === undefined ? {} : { trustedCertificates: options.trustedCertificates }),
    }),
    connectionsPerOrigin: options.connectionsPerOrigin,
    nowMs: options.nowMs ?? Date.now,
  });
  const context: Context = {
    pools,
    maxResponseBytes: options.maxResponseBytes,
    keepsBytes: options.keepsBytes === true,
    routes: options.routes ?? {},
  };
  return {
    async send(request) {
      const startedAtMs = performance.now();
      const outcome = await perform(request, startedAtMs, context);
      const durationMs = Math.round(performance.now() - startedAtMs);
      if (outcome.kind === 'failed') return { ...outcome, durationMs };
      const { status, headers, body, bytes, bodyTruncated } = outcome;
      const kept = bytes === undefined ? {} : { bytes };
      return { kind: 'response', status, headers, body, ...kept, bodyTruncated, durationMs };
    },
    close: () => pools.close(),
  };
}

async function perform(request: OutboundRequest, startedAtMs: number, context: Context): Promise<Outcome> {
  const checked = checkRequest(request);
  if (checked.kind === 'refused') return { kind: 'failed', failure: checked.failure, message: checked.message };

  let wire: WireRequest = checked.request;
  for (let redirects = 0; ; redirects += 1) {
    const outcome = await sendOnce(wire, request.timeoutMs - (performance.now() - startedAtMs), context);
    if (outcome.kind === 'failed' || request.redirects === 'return') return outcome;
    const redirect = redirectTarget(outcome, wire.url);
    if (redirect.kind === 'none') return outcome;
    if (redirect.kind === 'refused') return { kind: 'failed', failure: 'redirect_refused', message: redirect.message };
    if (redirects === MAX_REDIRECTS) {
      const message = `${wire.url.host} answered with more than ${String(MAX_REDIRECTS)} redirects`;
      return { kind: 'failed', failure: 'redirect_refused', message };
    }
    wire = { ...wire, url: redirect.url };
  }
}

async function sendOnce(wanted: WireRequest, remainingMs: number, context: Context): Promise<Outcome> {
  const wire = routed(wanted, context.routes);
  const limits = { ...context, remainingMs, maxResponseBytes: wire.maxResponseBytes ?? context.maxResponseBytes };
  const result = await context.pools.use(wire.url.origin, (pool) => exchange(pool, wire, limits));
  if (result.kind === 'answer') return result;
  return { kind: 'failed', ...describeFailure(result, { host: wire.url.host, timeoutMs: wire.timeoutMs }) };
}

/** The same request on its way to another origin: whom it is for stays in its `host`. */
function routed(wire: WireRequest, routes: Readonly<Record<string, string>>): WireRequest {
  const { url, headers } = wire;
  const origin = Object.hasOwn(routes, url.host) ? routes[url.host] : undefined;
  if (origin === undefined) return wire;
  return { ...wire, url: new URL(url.pathname + url.search, origin), headers: { ...headers, host: url.host } };
}
