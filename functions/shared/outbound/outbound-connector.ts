// Opens the connections of the outbound client. Addresses are vetted here and nowhere earlier, so that the address that
// was judged is the address that is connected to: a name that answers differently the second time (DNS rebinding) gains
// nothing.
import { ADDRCONFIG, type LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressRules } from '../../../domain/delivery/address-rules.ts';
import { acceptContinue } from './outbound-interim.ts';

export type OutboundLookup = (hostname: string) => Promise<readonly LookupAddress[]>;

/** The name or the address leads to where the product must not connect. The message goes on after the host's name. */
export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError';
}

/** A connection that takes longer is given up even for a caller with more time, so that it frees its place in the pool. */
const CONNECT_TIMEOUT_MS = 5_000;

export function createVettingConnector(options: {
  rules: AddressRules;
  /** Ports for which other rules hold. */
  closed?: { ports: ReadonlySet<number>; rules: AddressRules };
  lookup?: OutboundLookup;
  trustedCertificates?: readonly string[];
}): buildConnector.connector {
  const lookup = oneLookupPerName(options.lookup ?? lookupWithSystem);
  const open = connectorOf(options, { rules: options.rules, lookup });
  const { closed } = options;
  if (closed === undefined) return open;
  const shut = connectorOf(options, { rules: closed.rules, lookup });
  return (target, callback) => (closed.ports.has(portOf(target)) ? shut : open)(target, callback);
}

const [HTTP_PORT, HTTPS_PORT] = [80, 443];

function portOf({ port, protocol }: { readonly port: string; readonly protocol: string }): number {
  return port === '' ? (protocol === 'https:' ? HTTPS_PORT : HTTP_PORT) : Number(port);
}

function connectorOf(
  { trustedCertificates }: { trustedCertificates?: readonly string[] },
  { rules, lookup }: { rules: AddressRules; lookup: OutboundLookup },
): buildConnector.connector {
  const connect = buildConnector({
    lookup: vettingLookup(rules, lookup),
    timeout: CONNECT_TIMEOUT_MS,
    // HTTP/1.1 alone: per POST it costs less CPU here than HTTP/2, and a hostile peer has less to play with.
    allowH2: false,
    // Said explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default for the whole process.
    rejectUnauthorized: true,
    ...(trustedCertificates === undefined ? {} : { ca: [...trustedCertificates] }),
  });
  return (target, callback) => {
    // net.connect asks no resolver about an IP literal, so the lookup below would never see it.
    const refusal = isIP(target.hostname) === 0 ? undefined : refusalOfLiteral(rules, target.hostname);
    if (refusal !== undefined) queueMicrotask(() => callback(refusal, null));
    else {
      connect(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        acceptContinue(socket);
        return callback(null, socket);
      });
    }
  };
}

function refusalOfLiteral(rules: AddressRules, address: string): BlockedAddressError | undefined {
  const verdict = rules.judge(address);
  return verdict.allowed ? undefined : new BlockedAddressError(`may not be called: ${verdict.reason}`);
}

function vettingLookup(rules: AddressRules, lookup: OutboundLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname).then(
      (addresses) => {
        const allowed = addresses.filter(({ address }) => rules.judge(address).allowed);
        const [first] = allowed;
        if (first === undefined) callback(refusalOfName(rules, hostname, addresses), '', 0);
        else if (options.all === true) callback(null, allowed);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 0),
    );
  };
}

/**
 * A name with several addresses is refused only when all of them are. Leaving the refused ones out is as safe (nothing
 * else is ever connected to) and keeps honest names working: `localhost` when only 127.0.0.0/8 is allowed, or a public
 * host behind DNS64 that also answers with a NAT64 address.
 */
function refusalOfName(rules: AddressRules, hostname: string, addresses: readonly LookupAddress[]): Error {
  if (addresses.length === 0) return Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND' });
  const verdicts = addresses.map(({ address }) => rules.judge(address));
  const reasons = verdicts.map((verdict) => (verdict.allowed ? '' : verdict.reason));
  // The kind of address helps an honest customer; the address itself would let anybody read the internal DNS.
  return new BlockedAddressError(`may not be called: ${[...new Set(reasons)].join(', ')}`);
}

function lookupWithSystem(hostname: string): Promise<readonly LookupAddress[]> {
  return systemLookup(hostname, { all: true, hints: ADDRCONFIG });
}

/**
 * Shares a lookup that is under way. getaddrinfo blocks one of libuv's four threads until it ends: a host whose DNS
 * never answers would otherwise hold all of them with its first four connections, and nobody else could resolve.
 */
function oneLookupPerName(lookup: OutboundLookup): OutboundLookup {
  const underWay = new Map<string, Promise<readonly LookupAddress[]>>();
  return (hostname) => {
    const known = underWay.get(hostname);
    if (known !== undefined) return known;
    const started = lookup(hostname).finally(() => underWay.delete(hostname));
    underWay.set(hostname, started);
    return started;
  };
}
