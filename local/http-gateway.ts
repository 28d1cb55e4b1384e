import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { splitTarget, toHttpAnswer, toLambdaEvent, type HttpAnswer } from './http-event.ts';
import { createRouter } from './http-routes.ts';
import type { Invocation } from './lambda-instance.ts';
import { isForSenders, refusePage, singleHeaders } from './page-guard.ts';
import { BodyBudget, isTooLongForLambda, readBody } from './request-body.ts';
import { StartupError } from './startup-error.ts';
import type { Route } from './topology-resources.ts';

type Invoke = (functionName: string, event: unknown) => Promise<Invocation>;

export type HttpGateway = {
  readonly port: number;
  /** Requests that came before wait for this. */
  serve(routes: readonly Route[], invoke: Invoke): void;
  /** Stops accepting and waits for the requests at work. */
  close(): Promise<void>;
};

/** How long API Gateway waits for a function, https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const INTEGRATION_TIMEOUT_MS = 30_000;
/** API Gateway keeps idle connections for minutes; Node's 5 s would cut off senders that reuse theirs. */
const KEEP_ALIVE_MS = 75_000;
/** How long, at the end, a client may take to finish its request. */
const LATE_BODY_MS = 1000;
const MAX_PORT_ATTEMPTS = 10;

/**
 * Takes the port on 127.0.0.1 and, where there is IPv6, on ::1, because `localhost` may mean either; on nothing else.
 * `hosts` are further names of this machine, under which tokens are asked for.
 */
export async function openHttpGateway(wantedPort: number, hosts: readonly string[] = []): Promise<HttpGateway> {
  const ready = Promise.withResolvers<(request: IncomingMessage, response: ServerResponse) => Promise<void>>();
  const atWork = new Map<Promise<void>, IncomingMessage>();
  let isClosing = false;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // A client that goes away mid-request is no fault of ours, and there is nobody left to tell.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    response.shouldKeepAlive &&= !isClosing;
    const work = ready.promise.then((handle) => handle(request, response)).finally(() => atWork.delete(work));
    atWork.set(work, request);
  };
  const servers = await listenOnLoopback(wantedPort, onRequest);

  return {
    port: (servers[0]?.address() as AddressInfo).port,
    serve: (routes, invoke) => ready.resolve(createRequestHandler({ routes, hosts, invoke })),
    async close() {
      isClosing = true;
      ready.resolve(async (_, response) => send(response, message(503, 'Service Unavailable')));
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const server of servers) server.closeIdleConnections();
      const patience = setTimeout(() => {
        for (const request of atWork.values()) if (!request.complete) request.destroy();
      }, LATE_BODY_MS);
      while (atWork.size > 0) await Promise.all(atWork.keys());
      clearTimeout(patience);
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

type Served = { readonly routes: readonly Route[]; readonly hosts: readonly string[]; readonly invoke: Invoke };

function createRequestHandler({ routes, hosts, invoke }: Served) {
  const route = createRouter(routes);
  const budget = new BodyBudget();
  const handle = async (request: IncomingMessage): Promise<HttpAnswer> => {
    const receivedAtMs = Date.now();
    const target = splitTarget(request);
    if (target === undefined) return message(400, 'Bad Request');
    const { method = 'GET', headersDistinct: headers, httpVersion } = request;
    const matched = route(method, target.path);
    if (matched === undefined) return message(404, 'Not Found');
    const refusal = refusePage(matched, { method, path: target.path, headers: singleHeaders(request.headers) }, hosts);
    if (refusal !== undefined) return message(403, refusal);
    const read = await readBody(request, budget);
    if (read === 'too large') return message(413, 'Request Entity Too Large');
    if (read === 'no room') return unavailable();
    try {
      const event = toLambdaEvent(
        {
          ...target,
          requestId: randomUUID(),
          receivedAtMs,
          method,
          headers,
          sourceIp: (request.socket.remoteAddress ?? '').replace('::ffff:', ''),
          protocol: `HTTP/${httpVersion}`,
          body: read.body,
        },
        matched,
      );
      if (isTooLongForLambda(event, read.body)) return message(413, 'Request Too Long');
      const invocation = await withPatience(invoke(matched.functionName, event));
      return answer(invocation, isForSenders(matched));
    } finally {
      read.release();
    }
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      send(response, await handle(request));
    } catch {
      // Either the client is gone, or the function's answer cannot be written as HTTP.
      if (response.headersSent) response.destroy();
      else send(response, message(500, 'Internal Server Error'));
    }
  };
}

/** A function that goes on for longer may still be done with its event; who asked is told to ask again. */
async function withPatience(invocation: Promise<Invocation>): Promise<Invocation> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Invocation>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'refused' }), INTEGRATION_TIMEOUT_MS);
  });
  return Promise.race([invocation, tooLate]).finally(() => clearTimeout(timer));
}

/** Whoever sends events repeats 503, and repeating is safe: a copy is known by its id. Elsewhere it may not be. */
function answer(invocation: Invocation, isForSender: boolean): HttpAnswer {
  switch (invocation.outcome) {
    case 'returned':
      return toHttpAnswer(invocation.payload);
    case 'failed':
      return isForSender ? unavailable() : message(500, 'Internal Server Error');
    case 'refused':
      return unavailable();
  }
}

function unavailable(): HttpAnswer {
  const { headers, ...rest } = message(503, 'Service Unavailable');
  return { ...rest, headers: { ...headers, 'retry-after': '1' } };
}

function message(statusCode: number, text: string): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: text }) };
}

/** What is left of a body that was not read, Node discards before it takes the next request. */
function send(response: ServerResponse, { statusCode, headers, body }: HttpAnswer): void {
  const contentLength = statusCode === 204 || statusCode === 304 ? {} : { 'content-length': Buffer.byteLength(body) };
  const all: OutgoingHttpHeaders = { ...headers, ...contentLength, 'apigw-requestid': randomUUID() };
  response.writeHead(statusCode, all);
  response.end(body);
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function listenOnLoopback(wantedPort: number, listener: Listener): Promise<Server[]> {
  for (let attempt = 1; ; attempt += 1) {
    const first = await listen(createHttpServer(listener), '127.0.0.1', wantedPort);
    if (first === 'taken') throw portTaken(wantedPort);
    if (first === 'no such address') throw new StartupError('This machine has no address 127.0.0.1.');
    const { port } = first.address() as AddressInfo;
    const second = await listen(createHttpServer(listener), '::1', port);
    if (second === 'no such address') return [first];
    if (second !== 'taken') return [first, second];
    first.close();
    if (wantedPort !== 0 || attempt === MAX_PORT_ATTEMPTS) throw portTaken(port);
  }
}

function portTaken(port: number): StartupError {
  return new StartupError(
    `Port ${port} is taken by another program. Choose another one with --port NUMBER (or the variable PORT), or 0 for any free one.`,
  );
}

function listen(server: Server, host: string, port: number): Promise<Server | 'taken' | 'no such address'> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken');
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve('no such address');
      else if (error.code === 'EACCES')
        reject(
          new StartupError(`Port ${port} needs more rights than you have. Choose one above 1023 with --port NUMBER.`),
        );
      else reject(error);
    });
    server.listen({ host, port }, () => resolve(server));
  });
}

function createHttpServer(listener: Listener): Server {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  return server;
}
