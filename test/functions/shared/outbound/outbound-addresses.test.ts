import { describe, expect, test } from 'vitest';
import { createOutboundHttp } from '../../../../functions/shared/outbound/outbound-http.ts';
import { anOutboundHttp, aPost, startHttpServer } from './outbound-servers.ts';

function resolvesTo(...addresses: string[]) {
  return () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
}

describe('an address in a URL', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '１２７。０。０。１',
    '%31%32%37.0.0.1',
    '0',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fd00:ec2::254]',
    '[fe80::1]',
  ])('that is refused is never connected to: %s', async (host) => {
    const server = await startHttpServer((_request, response) => response.end('reached'));
    const http = anOutboundHttp({ allowedNetworks: [] });

    const result = await http.send(aPost(`http://${host}:${String(server.port)}/`));

    expect(result).toMatchObject({ kind: 'failed', failure: 'blocked_address' });
    expect(server.connections()).toBe(0);
  });

  test('that is allowed by the operator is connected to, however it is written', async () => {
    const server = await startHttpServer((_request, response) => response.end('reached'));
    const http = anOutboundHttp({ allowedNetworks: ['127.0.0.0/8'] });

    const result = await http.send(aPost(`http://2130706433:${String(server.port)}/`));

    expect(result).toMatchObject({ kind: 'response', body: 'reached' });
  });
});

describe('a name', () => {
  test.each([
    ['10.0.0.5', 'private network'],
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'link-local or cloud metadata'],
    ['fd12::1', 'private network'],
    ['64:ff9b::a00:1', 'NAT64'],
  ])('that leads to %s is refused without telling the address', async (address, reason) => {
    const http = anOutboundHttp({ allowedNetworks: [], lookup: resolvesTo(address) });

    const result = await http.send(aPost('http://innocent.test/hook'));

    expect(result).toMatchObject({
      kind: 'failed',
      failure: 'blocked_address',
      message: `innocent.test may not be called: ${reason}`,
    });
  });

  test('that leads to the metadata service is refused under every allow-list', async () => {
    const http = anOutboundHttp({ allowedNetworks: ['0.0.0.0/0', '::/0'], lookup: resolvesTo('169.254.169.254') });

    const result = await http.send(aPost('http://innocent.test/latest/meta-data'));

    expect(result).toMatchObject({ failure: 'blocked_address' });
  });

  test('with refused and allowed addresses is called at an allowed one', async () => {
    const server = await startHttpServer((_request, response) => response.end('reached'));
    const http = anOutboundHttp({ lookup: resolvesTo('10.0.0.1', '::1', '127.0.0.1') });

    const result = await http.send(aPost(`http://both.test:${String(server.port)}/`));

    expect(result).toMatchObject({ kind: 'response', body: 'reached' });
  });

  test('without addresses does not exist', async () => {
    const http = anOutboundHttp({ lookup: resolvesTo() });

    const result = await http.send(aPost('http://empty.test/'));

    expect(result).toMatchObject({ failure: 'dns_not_found', message: 'empty.test does not exist in DNS' });
  });

  test('with a resolver answer that is no address is refused', async () => {
    const http = anOutboundHttp({ allowedNetworks: ['0.0.0.0/0', '::/0'], lookup: resolvesTo('0177.0.0.1') });

    const result = await http.send(aPost('http://odd.test/'));

    expect(result).toMatchObject({ failure: 'blocked_address' });
  });

  test('is resolved once for each connection, and the judged answer is the one connected to', async () => {
    let now = 1_000_000;
    const answers = ['127.0.0.1', '10.0.0.1'];
    const lookups: string[] = [];
    const server = await startHttpServer((_request, response) => response.end('reached'));
    const http = anOutboundHttp({
      nowMs: () => now,
      lookup: (hostname) => {
        lookups.push(hostname);
        return resolvesTo(answers.shift() ?? '10.0.0.1')();
      },
    });

    const first = await http.send(aPost(`http://rebind.test:${String(server.port)}/`));
    const lookupsForFirst = lookups.length;
    now += 60_000;
    const second = await http.send(aPost(`http://rebind.test:${String(server.port)}/`));

    expect(first).toMatchObject({ kind: 'response', body: 'reached' });
    expect(lookupsForFirst).toBe(1);
    expect(second).toMatchObject({ failure: 'blocked_address' });
    expect(server.connections()).toBe(1);
  });

  test('is resolved once for connections that are opened together', async () => {
    let lookups = 0;
    const server = await startHttpServer((_request, response) => response.end('reached'));
    const http = anOutboundHttp({
      connectionsPerOrigin: 8,
      lookup: () => {
        lookups += 1;
        return resolvesTo('127.0.0.1')();
      },
    });

    const url = `http://many.test:${String(server.port)}/`;
    const results = await Promise.all(Array.from({ length: 8 }, () => http.send(aPost(url))));

    expect(results).toMatchObject(Array.from({ length: 8 }, () => ({ kind: 'response' })));
    expect(server.connections()).toBe(8);
    expect(lookups).toBe(1);
  });
});

test('localhost is resolved by the system', async () => {
  const server = await startHttpServer((_request, response) => response.end('reached'));
  const http = anOutboundHttp();

  const result = await http.send(aPost(`http://localhost:${String(server.port)}/`));

  expect(result).toMatchObject({ kind: 'response', body: 'reached' });
});

test('an allow-list with a mistake is refused at the start', () => {
  const create = () => createOutboundHttp({ allowedNetworks: ['10/8'], maxResponseBytes: 1, connectionsPerOrigin: 1 });

  expect(create).toThrow('10/8');
});
