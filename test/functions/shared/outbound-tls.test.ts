import { describe, expect, test } from 'vitest';
import { anOutboundHttp, aPost, startHttpServer, startHttpsServer } from '../../support/outbound-servers.ts';
import {
  EXPIRED_CERTIFICATE,
  OTHER_HOST_CERTIFICATE,
  VALID_CERTIFICATE,
} from '../../../local/soak/tls-certificates.ts';

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

  test('with a self-signed certificate is refused', async () => {
    const server = await startHttpsServer(VALID_CERTIFICATE, (_request, response) => response.end('secure'));
    const http = anOutboundHttp({ lookup });

    const result = await http.send(aPost(urlOf(server)));

    expect(result).toMatchObject({
      kind: 'failed',
      failure: 'tls_invalid',
      message: `hooks.test:${String(server.port)} has no valid TLS: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    });
  });

  test('with an expired certificate is refused', async () => {
    const server = await startHttpsServer(EXPIRED_CERTIFICATE, (_request, response) => response.end('secure'));
    const http = anOutboundHttp({ lookup, trustedCertificates: [EXPIRED_CERTIFICATE.cert] });

    const result = await http.send(aPost(urlOf(server)));

    expect(result).toMatchObject({ failure: 'tls_invalid' });
    expect(result).toHaveProperty('message', expect.stringContaining('certificate has expired (CERT_HAS_EXPIRED)'));
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
    expect(results[0]).toHaveProperty('message', expect.stringContaining('DNS:elsewhere.test'));
    expect(calls).toBe(0);
  });

  test('that speaks plain HTTP is refused with a reason', async () => {
    const server = await startHttpServer((_request, response) => response.end());
    const http = anOutboundHttp({ lookup });

    const result = await http.send(aPost(urlOf(server)));

    expect(result).toMatchObject({ failure: 'tls_invalid' });
    expect(result).toHaveProperty('message', expect.stringContaining('wrong version number'));
  });
});
