import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { startCertificatePhases } from './certificate-phases.ts';
import { faultOf, type FaultKind } from './faults.ts';
import { createHangs, MARK } from './functions.ts';
import { misbehave, succeed } from './misbehave.ts';
import { createPartnerRecord, type PartnerRecord } from './partner-record.ts';
import { DESTINATIONS, SHARED_SECRET, type DestinationId, type SoakPlan } from './plan.ts';
import { UNTRUSTED_CERTIFICATE, VALID_CERTIFICATE } from './tls-certificates.ts';

export type Partner = {
  urlOf(destination: DestinationId): string;
  readonly record: PartnerRecord;
  /** Goes on with what changes in the course of the run. `progress` is 0 to 1. */
  advance(progress: number): void;
  close(): Promise<void>;
};

/** The destination `silent` answers nothing between these shares of the run, and to so many requests at least. */
const SILENCE = { from: 0.25, to: 0.5, atLeast: 20 };

/** `throttled` answers 429 beyond this. */
const ALLOWED_PER_SECOND = 100;
const ALLOWED_BURST = 20;

type Behaviour = (event: { messageId: string; attempt: number }) => FaultKind | undefined;

/** Starts the pretend partner: a server on a free loopback port for each destination. */
export async function startPartner(plan: SoakPlan): Promise<Partner> {
  const record = createPartnerRecord();
  let progress = 0;
  const behaviours: Readonly<Record<DestinationId, Behaviour>> = {
    mixed: (event) => faultOf(plan, 'mixed', event),
    secure: (event) => faultOf(plan, 'secure', event),
    healthy: () => undefined,
    throttled: createThrottle(),
    silent: createSilence(() => progress),
    'wrong-certificate': () => undefined,
    'private-address': () => undefined,
    inserted: () => undefined,
    function: createHangs(plan, () => progress),
    hooked: () => undefined,
  };
  const listenerOf = (id: DestinationId) => (request: IncomingMessage, response: ServerResponse) => {
    void receive({ id, record, behave: behaviours[id] }, request, response);
  };

  const secure = createTlsServer(VALID_CERTIFICATE);
  const phases = startCertificatePhases(secure, record);
  secure.on('request', (request, response) => {
    if (!phases.mayCome(request)) record.breach('an event came over a connection with a wrong certificate');
    if (!phases.isKept()) response.shouldKeepAlive = false;
    listenerOf('secure')(request, response);
  });
  const impostor = createTlsServer(UNTRUSTED_CERTIFICATE, () => {
    record.breach('an event came to a destination that never had a valid certificate');
  });
  const servers: Readonly<Partial<Record<DestinationId, Server | TlsServer>>> = {
    mixed: createServer(listenerOf('mixed')),
    secure,
    healthy: createServer(listenerOf('healthy')),
    throttled: createServer(listenerOf('throttled')),
    silent: createServer(listenerOf('silent')),
    'wrong-certificate': impostor,
    inserted: createServer(listenerOf('inserted')),
    function: createServer(listenerOf('function')),
    hooked: createServer(listenerOf('hooked')),
  };
  for (const server of Object.values(servers)) await listen(server);

  return {
    urlOf(id) {
      const server = servers[id];
      if (server === undefined) return 'http://10.0.0.1/hook';
      const scheme = server === secure || server === impostor ? 'https' : 'http';
      return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    },
    record,
    advance(now) {
      progress = now;
      phases.advance(now);
    },
    async close() {
      await Promise.all(Object.values(servers).map(close));
    },
  };
}

const MARKED: ReadonlySet<DestinationId> = new Set(
  DESTINATIONS.filter(({ hasInsert }) => hasInsert).map(({ id }) => id),
);

type Place = { readonly id: DestinationId; readonly record: PartnerRecord; readonly behave: Behaviour };

async function receive({ id, record, behave }: Place, request: IncomingMessage, response: ServerResponse) {
  const messageId = String(request.headers['webhook-id']);
  const { attempt, number } = record.begin(id, messageId, Number(request.headers['webhook-timestamp']));
  const taken = (): void => {
    attempt.isTaken = true;
  };
  const kind = behave({ messageId, attempt: number });
  if (kind !== undefined) record.count(kind);
  if (kind === 'function-hangs') record.hangsAt.push(Date.now());
  if (kind === 'reset-before-reading') {
    misbehave(kind, response, taken);
    return;
  }
  const body = await readAll(request);
  if (body === undefined) return;
  if (!isIntact(request, body, messageId)) record.breach(`${id} got ${messageId} with another content`);
  if (MARKED.has(id) && !body.includes(JSON.stringify(MARK).slice(1, -1))) {
    record.breach(`${id} got ${messageId} as it was before its insert function`);
  }
  if (kind === undefined) succeed(response, taken);
  else misbehave(kind, response, taken);
}

function isIntact({ headers }: IncomingMessage, body: Buffer, messageId: string): boolean {
  const signature = createHmac('sha1', SHARED_SECRET).update(body).digest('hex');
  return headers['x-signature'] === signature && body.includes(`"messageId":"${messageId}"`);
}

/** Undefined when the sender went away in the middle. */
async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** Lets so many requests a second through; every other of the rest is told when to come again. */
function createThrottle(): Behaviour {
  let tokens = ALLOWED_BURST;
  let refilledAt = performance.now();
  let refused = 0;
  return () => {
    const now = performance.now();
    tokens = Math.min(ALLOWED_BURST, tokens + ((now - refilledAt) * ALLOWED_PER_SECOND) / 1000);
    refilledAt = now;
    if (tokens >= 1) {
      tokens -= 1;
      return undefined;
    }
    refused += 1;
    return refused % 2 === 0 ? 'too-many-requests' : 'too-many-requests-retry-after';
  };
}

function createSilence(progress: () => number): Behaviour {
  let unanswered = 0;
  return () => {
    const isOver = progress() >= SILENCE.to && unanswered >= SILENCE.atLeast;
    if (progress() < SILENCE.from || isOver) return undefined;
    unanswered += 1;
    return 'no-answer';
  };
}

async function listen(server: Server | TlsServer): Promise<void> {
  // What goes wrong on a connection is the point of all this.
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

async function close(server: Server | TlsServer): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
