import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { PartnerRecord } from './partner-record.ts';
import {
  EXPIRED_CERTIFICATE,
  OTHER_HOST_CERTIFICATE,
  UNTRUSTED_CERTIFICATE,
  VALID_CERTIFICATE,
  type TestCertificate,
} from './tls-certificates.ts';

/** What the pipeline is told to trust, so that each certificate is wrong in its own way. */
export const TRUSTED_PEM = [VALID_CERTIFICATE, EXPIRED_CERTIFICATE, OTHER_HOST_CERTIFICATE]
  .map(({ cert }) => `${cert}\n`)
  .join('');

type Phase = { readonly name: string; readonly certificate: TestCertificate; readonly from: number };

/** Begin at these shares of the run. */
const PHASES: readonly Phase[] = [
  { name: 'certificate expired', certificate: EXPIRED_CERTIFICATE, from: 0.15 },
  { name: 'certificate of another host', certificate: OTHER_HOST_CERTIFICATE, from: 0.4 },
  { name: 'certificate that nobody trusts', certificate: UNTRUSTED_CERTIFICATE, from: 0.65 },
];
export const CERTIFICATE_FAULTS: readonly string[] = PHASES.map(({ name }) => name);

/** A phase lasts for this share of the run, and until so many connections were refused. */
const PHASE_SHARE = 0.08;
const MIN_REFUSED = 5;
/** Between two phases so many requests come, so that the destination does not stay down from one to the next. */
const MIN_REQUESTS_BETWEEN = 20;

const VALID_FINGERPRINT = new X509Certificate(VALID_CERTIFICATE.cert).fingerprint256;

export type CertificatePhases = {
  /** Changes the certificate when it is time to. `progress` is 0 to 1. */
  advance(progress: number): void;
  /** Notes a request. False when it came over a connection with a wrong certificate, which must never happen. */
  mayCome(request: IncomingMessage): boolean;
  /** During a phase, connections are not kept, so that the wrong certificate is met. */
  isKept(): boolean;
};

/** Has the server show wrong certificates for a while, one after the other. */
export function startCertificatePhases(server: Server, record: PartnerRecord): CertificatePhases {
  const wrong = new WeakSet<object>();
  let current: Phase | undefined;
  let refused = 0;
  let requests = MIN_REQUESTS_BETWEEN;
  let next = 0;
  const refuse = (): void => {
    if (current === undefined) return;
    refused += 1;
    record.count(current.name);
  };
  server.on('secureConnection', (socket: TLSSocket) => {
    const own = socket.getCertificate();
    if (own !== null && 'fingerprint256' in own && own.fingerprint256 === VALID_FINGERPRINT) return;
    wrong.add(socket);
    refuse();
  });
  server.on('tlsClientError', refuse);

  const show = (certificate: TestCertificate): void => {
    server.setSecureContext(certificate);
    server.closeIdleConnections();
  };

  return {
    advance(progress) {
      if (current !== undefined) {
        if (refused < MIN_REFUSED || progress < Math.min(1, current.from + PHASE_SHARE)) return;
        current = undefined;
        requests = 0;
        show(VALID_CERTIFICATE);
        return;
      }
      const phase = PHASES[next];
      if (phase === undefined || progress < phase.from || requests < MIN_REQUESTS_BETWEEN) return;
      current = phase;
      refused = 0;
      next += 1;
      show(phase.certificate);
    },
    mayCome({ socket }) {
      requests += 1;
      return !wrong.has(socket);
    },
    isKept: () => current === undefined,
  };
}
