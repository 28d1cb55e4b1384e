import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Invocation } from '../lambda-instance.ts';
import { sha256, type Credentials } from '../sigv4.ts';
import { refuseUnsigned } from './credentials.ts';

/** Runs a function for a tenant; `refused` when it is as busy as it may be, undefined when there is none of that name. */
export type InvokeFor = (functionName: string, tenant: string, event: unknown) => Promise<Invocation> | undefined;

export type Lambda = {
  readonly endpoint: string;
  /** Until then, there is no function. */
  serve(invoke: InvokeFor): void;
  close(): Promise<void>;
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const INVOKE = /^\/2015-03-31\/functions\/([\w.-]+)\/invocations\/?(?:\?.*)?$/;
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** Starts the Invoke of Lambda on a free loopback port, for functions that have environments for each tenant. */
export async function startLambda({ credentials }: { readonly credentials: Credentials }): Promise<Lambda> {
  let invoke: InvokeFor = () => undefined;
  const server = createServer((request, response) => void answer(credentials, invoke, { request, response }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(given) {
      invoke = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

async function answer(credentials: Credentials, invoke: InvokeFor, { request, response }: Exchange): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    refuse(response, 413, 'RequestTooLargeException');
    return;
  }
  const { method = '', url = '', headers } = request;
  const refusal = refuseUnsigned(credentials, { method, target: url, headers }, () => sha256(body));
  if (refusal !== undefined) {
    response.writeHead(refusal.status, { 'content-type': refusal.contentType }).end(refusal.body);
    return;
  }
  const name = INVOKE.exec(url)?.[1];
  const tenant = headers['x-amz-tenant-id'];
  if (method !== 'POST' || name === undefined) {
    refuse(response, 404, 'ResourceNotFoundException');
    return;
  }
  if (typeof tenant !== 'string' || tenant === '') {
    refuse(response, 400, 'InvalidParameterValueException');
    return;
  }
  reply(response, await invoke(name, tenant, parse(body)));
}

function reply(response: ServerResponse, invocation: Invocation | undefined): void {
  if (invocation === undefined) {
    refuse(response, 404, 'ResourceNotFoundException');
    return;
  }
  switch (invocation.outcome) {
    case 'refused':
      refuse(response, 429, 'TooManyRequestsException');
      return;
    case 'failed':
      response.writeHead(200, { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' });
      response.end(JSON.stringify({ errorType: invocation.errorType, errorMessage: invocation.message }));
      return;
    case 'returned':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(invocation.payload));
  }
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ Type: 'User', Message: type }));
}

/** Undefined for one that is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
