import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAddressRules } from '../../../domain/delivery/address-rules.ts';

/** First and last address of each IPv4 range that must never be called, written out independently of the rules. */
const REFUSED_IPV4: readonly (readonly [first: string, last: string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '239.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
];

const REFUSED_IPV6: readonly (readonly [first: string, last: string])[] = [
  ['0000:0000:0000:0000:0000:0000:0000:0000', '0000:0000:0000:0000:0000:ffff:ffff:ffff'],
  ['0064:ff9b:0000:0000:0000:0000:0000:0000', '0064:ff9b:0001:ffff:ffff:ffff:ffff:ffff'],
  ['0100:0000:0000:0000:0000:0000:0000:0000', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:0000:0000:0000:0000:0000:0000:0000', '2001:01ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:0db8:0000:0000:0000:0000:0000:0000', '2001:0db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2002:0000:0000:0000:0000:0000:0000:0000', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['3fff:0000:0000:0000:0000:0000:0000:0000', '3fff:0fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['4000:0000:0000:0000:0000:0000:0000:0000', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
];

const METADATA = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
];

const numberOf = (ipv4: string): number => ipv4.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
const bigOf = (ipv6: string): bigint => BigInt(`0x${ipv6.replaceAll(':', '')}`);
const dotted = (ip: number): string => [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255).join('.');
const groups = (ip: number): string => `${(ip >>> 16).toString(16)}:${(ip & 0xffff).toString(16)}`;
const full = (ip: bigint): string => (ip.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');
const shortest = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);

/** Every way to write one IPv4 address that a socket, a resolver or a URL may produce. */
function formsOf(ip: number): string[] {
  const inverted = ~ip >>> 0;
  const hosts = [dotted(ip), String(ip), `0x${ip.toString(16)}`, `0${ip.toString(8)}`, `${dotted(ip)}.`];
  return [
    ...hosts.map((host) => new URL(`http://${host}/`).hostname),
    ...[`::ffff:${dotted(ip)}`, `::ffff:${groups(ip)}`, `0:0:0:0:0:ffff:${groups(ip)}`, `::FFFF:${dotted(ip)}`],
    ...[`::${dotted(ip)}`, `::${groups(ip)}`, `::ffff:0:${groups(ip)}`],
    ...[`64:ff9b::${dotted(ip)}`, `64:ff9b::${groups(ip)}`, `64:ff9b:1::${groups(ip)}`, `0064:FF9B::${groups(ip)}`],
    ...[`2002:${groups(ip)}::`, `2002:${groups(ip)}::1`, `2002:${groups(ip)}:0:1:2:3:4`],
    ...[`2001:0:${groups(ip)}::1`, `2001::${groups(inverted)}`],
  ];
}

const allowedOf = (rules: ReturnType<typeof createAddressRules>, addresses: string[]): string[] =>
  addresses.filter((address) => rules.judge(address).allowed);

const anIpv4In = (ranges: readonly (readonly [string, string])[]) =>
  fc.oneof(...ranges.map(([first, last]) => fc.integer({ min: numberOf(first), max: numberOf(last) })));

describe('every address', () => {
  test('inside a refused IPv4 range is refused in each of its forms', () => {
    const rules = createAddressRules([]);

    fc.assert(
      fc.property(anIpv4In(REFUSED_IPV4), (ip) => {
        expect(allowedOf(rules, formsOf(ip))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('at either end of a refused IPv4 range is refused in each of its forms', () => {
    const rules = createAddressRules([]);

    const forms = REFUSED_IPV4.flat().flatMap((address) => formsOf(numberOf(address)));

    expect(allowedOf(rules, forms)).toEqual([]);
  });

  test('inside a refused IPv6 range is refused, long, short or in capitals', () => {
    const rules = createAddressRules([]);
    const ranges = REFUSED_IPV6.map(([first, last]) => fc.bigInt({ min: bigOf(first), max: bigOf(last) }));

    fc.assert(
      fc.property(fc.oneof(...ranges), (ip) => {
        expect(allowedOf(rules, [full(ip), shortest(full(ip)), full(ip).toUpperCase()])).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('outside of the refused IPv4 ranges is allowed', () => {
    const rules = createAddressRules([]);
    const isRefused = (ip: number) =>
      REFUSED_IPV4.some(([first, last]) => ip >= numberOf(first) && ip <= numberOf(last)) ||
      METADATA.includes(dotted(ip));

    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (ip) => {
        expect(rules.judge(dotted(ip)).allowed).toBe(!isRefused(ip));
      }),
      { numRuns: 1_000 },
    );
  });

  test('of 2400::/6 and 2800::/5 is allowed, where the registries have their public IPv6 addresses', () => {
    const rules = createAddressRules([]);
    const anIpv6 = fc.bigInt({
      min: bigOf('24000000000000000000000000000000'),
      max: bigOf('2fffffffffffffffffffffffffffffff'),
    });

    fc.assert(
      fc.property(anIpv6, (ip) => {
        expect(rules.judge(shortest(full(ip)))).toEqual({ allowed: true });
      }),
    );
  });
});

describe('metadata addresses', () => {
  test('are refused in each form even when everything is allowed', () => {
    const rules = createAddressRules(['0.0.0.0/0', '::/0', '169.254.0.0/16', 'fd00::/8', '64:ff9b::/96', '2002::/16']);

    const forms = [...METADATA.flatMap((address) => formsOf(numberOf(address))), 'fd00:ec2::254', 'fd20:ce::254'];

    expect(allowedOf(rules, forms)).toEqual([]);
  });

  test('are the only addresses that an allow-list of everything does not open', () => {
    const rules = createAddressRules(['0.0.0.0/0', '::/0']);

    const allowed = allowedOf(rules, ['127.0.0.1', '10.0.0.1', '::1', 'fd12::1', '::ffff:10.0.0.1', '64:ff9b::a00:1']);

    expect(allowed).toEqual(['127.0.0.1', '10.0.0.1', '::1', 'fd12::1', '::ffff:10.0.0.1', '64:ff9b::a00:1']);
  });
});
