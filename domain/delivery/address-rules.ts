// Decides which IP addresses the product may connect to on behalf of a customer. The outbound HTTP client asks for every
// connection it opens, with the very address it is about to use: a URL that leads into the operator's own network, or to
// the credentials endpoint of the cloud it runs in, must never be called.
import ipaddr from 'ipaddr.js';

export type AddressVerdict = { allowed: true } | { allowed: false; reason: string };

export type AddressRules = {
  /** Judges one address as a socket or a resolver writes it: dotted IPv4 or IPv6, no brackets, no port. */
  judge(address: string): AddressVerdict;
};

type Address = ReturnType<typeof ipaddr.parse>;
type Network = { base: Address; prefixBits: number };
type RefusedNetwork = { network: Network; reason: string };

/**
 * Refused even when an allow-list covers them, because one request there hands out the role's credentials: the instance
 * metadata, container credentials and platform agents of AWS (169.254/16 and fd00:ec2::/32), Google, Azure, Oracle and
 * Alibaba.
 */
const METADATA_NETWORKS: readonly RefusedNetwork[] = [
  '169.254.0.0/16',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
  'fd00:ec2::/32',
  'fd20:ce::254/128',
].map((cidr) => ({ network: networkOf(cidr), reason: 'link-local or cloud metadata' }));

/**
 * The IANA special-purpose registries (RFC 6890 and its updates), https://www.iana.org/assignments/iana-ipv4-special-registry.
 * This table, and not the `range()` of ipaddr.js: that calls ::/96 (so ::7f00:1, which is 127.0.0.1) ordinary unicast.
 */
const REFUSED_IPV4: readonly RefusedNetwork[] = refusedNetworks([
  ['0.0.0.0/8', '"this host" network'],
  ['10.0.0.0/8', 'private network'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  ['172.16.0.0/12', 'private network'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private network'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved or broadcast'],
]);

/** What is refused inside 2000::/3, and names for what lies outside of it; everything else outside is refused as well. */
const REFUSED_IPV6: readonly RefusedNetwork[] = refusedNetworks([
  ['::/128', 'unspecified address'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0/96', 'IPv4-mapped'],
  ['::ffff:0:0:0/96', 'IPv4-translated'],
  ['::/96', 'IPv4-compatible'],
  ['64:ff9b::/96', 'NAT64'],
  ['64:ff9b:1::/48', 'NAT64 for local use'],
  ['2001::/32', 'Teredo'],
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['3fff::/20', 'documentation'],
  ['fc00::/7', 'private network'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
]);

const GLOBAL_UNICAST_IPV6 = networkOf('2000::/3');

/** IPv6 ranges that lead to an IPv4 address, and the 16-bit groups it is written in. Teredo writes its client inverted. */
const EMBEDDED_IPV4: readonly { network: Network; firstGroup: number; inverted?: true }[] = [
  { network: networkOf('::/96'), firstGroup: 6 },
  { network: networkOf('::ffff:0:0/96'), firstGroup: 6 },
  { network: networkOf('::ffff:0:0:0/96'), firstGroup: 6 },
  { network: networkOf('64:ff9b::/96'), firstGroup: 6 },
  { network: networkOf('64:ff9b:1::/48'), firstGroup: 6 },
  { network: networkOf('2002::/16'), firstGroup: 1 },
  { network: networkOf('2001::/32'), firstGroup: 2 },
  { network: networkOf('2001::/32'), firstGroup: 6, inverted: true },
];

/**
 * @param allowedNetworks CIDRs that may be called although they are refused by default: `127.0.0.0/8` on one machine, a
 * partner behind a VPN, `64:ff9b::/96` in a subnet with NAT64 (the IPv4 address behind it is judged all the same).
 * @throws when an entry is no CIDR, naming all that are wrong: a mistyped allow-list must not start.
 */
export function createAddressRules(allowedNetworks: readonly string[]): AddressRules {
  const malformed = allowedNetworks.filter((cidr) => !isStrictCidr(cidr));
  if (malformed.length > 0) throw new Error(`not a network in CIDR notation: ${malformed.join(', ')}`);
  const allowed = allowedNetworks.map(networkOf);
  return {
    judge(text) {
      const address = parseAddress(text);
      return address === undefined ? refuse('not an IP address') : judge(address, allowed);
    },
  };
}

function judge(address: Address, allowed: readonly Network[]): AddressVerdict {
  const metadata = firstMatch(address, METADATA_NETWORKS);
  if (metadata !== undefined) return refuse(metadata);

  if (allowed.some((network) => contains(network, address))) {
    const behind = embeddedIpv4(address).map((inner) => judge(inner, allowed));
    return behind.find((verdict) => !verdict.allowed) ?? { allowed: true };
  }
  const reason = firstMatch(address, address.kind() === 'ipv4' ? REFUSED_IPV4 : REFUSED_IPV6);
  if (reason !== undefined) return refuse(reason);
  if (address.kind() === 'ipv6' && !contains(GLOBAL_UNICAST_IPV6, address)) return refuse('not a public address');
  return { allowed: true };
}

function refuse(reason: string): AddressVerdict {
  return { allowed: false, reason };
}

/** Strict on purpose: ipaddr.js also reads `0177.1` and `2130706433`, which other parsers read differently. */
function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  // A zone (fe80::1%eth0) picks a network interface: no public address has one.
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.IPv6.parse(text);
}

function isStrictCidr(cidr: string): boolean {
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr) || (!cidr.includes('%') && ipaddr.IPv6.isValidCIDR(cidr));
}

function embeddedIpv4(address: Address): Address[] {
  if (!(address instanceof ipaddr.IPv6)) return [];
  return EMBEDDED_IPV4.filter(({ network }) => contains(network, address)).map(({ firstGroup, inverted }) => {
    const octets = address.toByteArray().slice(firstGroup * 2, firstGroup * 2 + 4);
    return new ipaddr.IPv4(inverted === true ? octets.map((octet) => octet ^ 0xff) : octets);
  });
}

function firstMatch(address: Address, refused: readonly RefusedNetwork[]): string | undefined {
  return refused.find(({ network }) => contains(network, address))?.reason;
}

function contains(network: Network, address: Address): boolean {
  return network.base.kind() === address.kind() && address.match(network.base, network.prefixBits);
}

function refusedNetworks(rows: readonly (readonly [cidr: string, reason: string])[]): RefusedNetwork[] {
  return rows.map(([cidr, reason]) => ({ network: networkOf(cidr), reason }));
}

function networkOf(cidr: string): Network {
  const [base, prefixBits] = ipaddr.parseCIDR(cidr);
  return { base, prefixBits };
}
