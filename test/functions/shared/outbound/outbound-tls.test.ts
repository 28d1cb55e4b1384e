import { describe, expect, test } from 'vitest';
import {
  type Answer,
  anOutboundHttp,
  aPost,
  type RunningServer,
  startHttpServer,
  startHttpsServer,
  startTcpServer,
} from './outbound-servers.ts';
import {
  EXPIRED_CERTIFICATE,
  OTHER_HOST_CERTIFICATE,
  UNTRUSTED_CERTIFICATE,
  VALID_CERTIFICATE,
} from '../../../../proof/soak/tls-certificates.ts';

const lookup = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

function urlOf(server: { port: number }): string {
  return `https://hooks.test:${String(server.port)}/hook`;
}

describe('a TLS server', () => {
  test('with a trusted certificate for its name is called', async () => {
    const server = await startHttpsServer(VALID_CERTIFICATE, (_request, response) => response.end('secure'));
    const http = anOutboundHttp({ lookup, trustedCertificates: [VALID_CERTIFICATE.cert] });

    const result = await http.send(aPost(urlOf(server)));

    expect(result).toMatchObject({ kind: 'response', status: 200, body: 'secure' });
  });

  // A resumed session is not checked against the name again, so a first, failed handshake must leave none behind.
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('for another host is refused each time (%s)', async (maxVersion) => {
    let calls = 0;
    const server = await startHttpsServer({ ...OTHER_HOST_CERTIFICATE, maxVersion }, (_request, response) => {
      calls += 1;
      response.end('leaked');
    });
    const http = anOutboundHttp({ lookup, trustedCertificates: [OTHER_HOST_CERTIFICATE.cert] });

    const results = [];
    for (let attempt = 0; attempt < 4; attempt += 1) results.push(await http.send(aPost(urlOf(server))));

    expect(results).toMatchObject(Array.from({ length: 4 }, () => ({ failure: 'tls_invalid' })));
    expect(calls).toBe(0);
  });
});

type Case = { readonly what: string; readonly start: () => Promise<RunningServer>; readonly says: string };

const answer: Answer = (_request, response) => response.end();

/** Ends the handshake with an alert, as servers do that are not made of Node. */
const alerting = (description: number) => () =>
  startTcpServer((socket) => socket.once('data', () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, description]))));

const CASES: readonly Case[] = [
  {
    what: 'a self-signed certificate',
    start: () => startHttpsServer(UNTRUSTED_CERTIFICATE, answer),
    says: 'has a certificate that it has signed itself: the partner must install one of a public authority',
  },
  {
    what: 'an expired certificate',
    start: () => startHttpsServer(EXPIRED_CERTIFICATE, answer),
    says: 'has a certificate that has expired: the partner must renew it',
  },
  {
    what: 'a certificate for another host',
    start: () => startHttpsServer(OTHER_HOST_CERTIFICATE, answer),
    says: 'has a certificate for other hosts: check the URL, or ask the partner. It is for elsewhere.test.',
  },
  {
    what: 'TLS 1.1 only',
    start: () =>
      startHttpsServer(
        { ...VALID_CERTIFICATE, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
        answer,
      ),
    says: 'speaks no TLS version or cipher that is safe to use: the partner must offer TLS 1.2 or 1.3 with current ciphers',
  },
  {
    what: 'no cipher in common',
    start: alerting(40),
    says: 'ended the TLS handshake: it wants another TLS version or cipher, or a client certificate, which is never sent. Ask the partner',
  },
  {
    what: 'the wish for a client certificate, in TLS 1.2',
    start: () =>
      startHttpsServer(
        { ...VALID_CERTIFICATE, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' },
        answer,
      ),
    says: 'ended the TLS handshake: it wants another TLS version or cipher, or a client certificate, which is never sent. Ask the partner',
  },
  {
    what: 'the wish for a client certificate, in TLS 1.3',
    start: alerting(116),
    says: 'wants a client certificate, which is never sent: ask the partner for an address without',
  },
  {
    what: 'no certificate for the name',
    start: alerting(112),
    says: 'has no certificate for this host name: check the URL, or ask the partner',
  },
  {
    what: 'plain HTTP on its port',
    start: () => startHttpServer(answer),
    says: 'does not speak TLS on this port: check whether the URL should begin with http:// or have another port',
  },
  {
    what: 'a mail server on its port',
    start: () => startTcpServer((socket) => socket.write('220 mail.example ESMTP\r\n')),
    says: 'does not speak TLS on this port: check whether the URL should begin with http:// or have another port',
  },
  {
    what: 'a fault of its own',
    start: alerting(80),
    says: 'does not set up TLS properly (ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR): check the URL, or ask the partner',
  },
];

test.each(CASES)('a server with $what: people read what it is and what to do', async ({ start, says }) => {
  const server = await start();
  const trustedCertificates = [VALID_CERTIFICATE, EXPIRED_CERTIFICATE, OTHER_HOST_CERTIFICATE].map(({ cert }) => cert);
  const http = anOutboundHttp({ lookup, trustedCertificates });

  const result = await http.send(aPost(urlOf(server)));

  expect(result).toMatchObject({
    kind: 'failed',
    failure: 'tls_invalid',
    message: `hooks.test:${String(server.port)} ${says}`,
  });
});
