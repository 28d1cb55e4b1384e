import { describe, expect, test } from 'vitest';
import { createAddressRules } from '../../../domain/delivery/address-rules.ts';

describe('without an allow-list', () => {
  test.each([
    '8.8.8.8',
    '52.95.110.1',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '223.255.255.255',
  ])('the public IPv4 address %s is allowed', (address) => {
    const verdict = createAddressRules([]).judge(address);

    expect(verdict).toEqual({ allowed: true });
  });

  test.each(['2600:1f18::1', '2a00:1450:4001:80b::200e', '2001:4860:4860::8888', '2001:200::1', '2003::1'])(
    'the public IPv6 address %s is allowed',
    (address) => {
      const verdict = createAddressRules([]).judge(address);

      expect(verdict).toEqual({ allowed: true });
    },
  );

  test.each([
    ['0.0.0.0', '"this host" network'],
    ['127.0.0.1', 'loopback'],
    ['10.1.2.3', 'private network'],
    ['172.31.255.255', 'private network'],
    ['192.168.0.1', 'private network'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['169.254.169.254', 'link-local or cloud metadata'],
    ['168.63.129.16', 'link-local or cloud metadata'],
    ['255.255.255.255', 'reserved or broadcast'],
    ['224.0.0.1', 'multicast'],
    ['::', 'unspecified address'],
    ['::1', 'loopback'],
    ['::7f00:1', 'IPv4-compatible'],
    ['::ffff:8.8.8.8', 'IPv4-mapped'],
    ['64:ff9b::8.8.8.8', 'NAT64'],
    ['2002:808:808::1', '6to4'],
    ['2001:0:4136:e378::1', 'Teredo'],
    ['fd00:ec2::254', 'link-local or cloud metadata'],
    ['fd12:3456::1', 'private network'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['100::1', 'not a public address'],
    ['5f00::1', 'not a public address'],
  ])('%s is refused as: %s', (address, reason) => {
    const verdict = createAddressRules([]).judge(address);

    expect(verdict).toEqual({ allowed: false, reason });
  });

  test.each([
    '',
    'localhost',
    '127.1',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.4.5',
    '8.8.8.8:80',
    '[::1]',
    'fe80::1%eth0',
    '2600::1%1',
    ':::',
    '1:2',
  ])('"%s" is no address', (text) => {
    const verdict = createAddressRules(['0.0.0.0/0', '::/0']).judge(text);

    expect(verdict).toEqual({ allowed: false, reason: 'not an IP address' });
  });
});

describe('an allow-list', () => {
  test('opens what it names and nothing else', () => {
    const rules = createAddressRules(['127.0.0.0/8', 'fd12:3456::/32']);

    const allowed = [
      '127.0.0.1',
      '127.255.255.255',
      'fd12:3456::1',
      '::1',
      'fd12:3457::1',
      '10.0.0.1',
      '::ffff:7f00:1',
    ].filter((address) => rules.judge(address).allowed);

    expect(allowed).toEqual(['127.0.0.1', '127.255.255.255', 'fd12:3456::1']);
  });

  test('takes nothing away from the public addresses', () => {
    const verdict = createAddressRules(['10.0.0.0/8']).judge('8.8.8.8');

    expect(verdict).toEqual({ allowed: true });
  });

  test('that opens NAT64 does not open what lies behind it', () => {
    const rules = createAddressRules(['64:ff9b::/96']);

    const verdicts = ['64:ff9b::8.8.8.8', '64:ff9b::10.0.0.1', '64:ff9b::169.254.169.254'].map((a) => rules.judge(a));

    expect(verdicts).toEqual([
      { allowed: true },
      { allowed: false, reason: 'private network' },
      { allowed: false, reason: 'link-local or cloud metadata' },
    ]);
  });

  test('that is mistyped is refused as a whole, with every mistake named', () => {
    const create = () => createAddressRules(['127.0.0.0/8', '10/8', '10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'home']);

    expect(create).toThrow('not a network in CIDR notation: 10/8, 10.0.0.0, 10.0.0.0/33, fd00::/129, home');
  });
});
