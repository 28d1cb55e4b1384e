import { createHash } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import type { Context } from 'aws-lambda';
import { functionCall, type FunctionAnswer, type FunctionCall } from '../../domain/functions/function-call.ts';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import type { CreateOutboundHttp } from '../shared/outbound/outbound-http.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { wrapHandler } from '../shared/lambda/wrap-handler.ts';
import { createEgress } from './egress.ts';
import type { RunnerEnv } from './env.ts';
import { createGuestProcess, type Call } from './guest-process.ts';
import { serveGuests } from './guest-thread.ts';
import type { LibraryFiles } from './libraries.ts';
import { compileModules } from './quickjs.ts';
import { isGuestThread } from './thread-messages.ts';
import { createRunCall } from './run-call.ts';

export type RunnerOutside = Outside & {
  readonly createHttp: CreateOutboundHttp;
  readonly threadUrl: URL;
  /** The engine, as it is published. */
  readonly wasm: { readonly engine: Uint8Array; readonly extensions: Readonly<Record<string, Uint8Array>> };
  readonly libraries: LibraryFiles;
  /** The thread in which this runs, if it is one. */
  readonly thread?: { readonly port: MessagePort | null; readonly data: unknown };
};

/** So many guests, and some requests of each, may be at one partner. */
const CONNECTIONS_PER_ORIGIN = 64;

type Handler = (event: unknown, context: Context) => Promise<FunctionAnswer>;

/** In a thread of guests it serves them, and nobody calls what it returns. */
export function createHandler(env: RunnerEnv, outside: RunnerOutside): Handler {
  const { port = null, data } = outside.thread ?? {};
  if (port !== null && isGuestThread(data)) {
    serveGuests(port, data, outside);
    return async () => ({ kind: 'code-needed' });
  }
  return createRunner(env, outside);
}

function createRunner(env: RunnerEnv, { createHttp, threadUrl, wasm, libraries, later }: RunnerOutside): Handler {
  const http = createHttp({
    allowedNetworks: env.ALLOWED_NETWORKS,
    routes: env.LOCAL_ROUTES,
    maxResponseBytes: FUNCTION_LIMITS.answerBytes,
    keepsBytes: true,
    ownPorts: new Set(env.OWN_PORTS.map(Number)),
    connectionsPerOrigin: CONNECTIONS_PER_ORIGIN,
  });
  const egress = createEgress(http);
  const fixturesOf = new WeakMap<Call, NonNullable<FunctionCall['fixtures']>>();
  const guests = createGuestProcess({
    ...{ threadUrl, later, libraries, modules: compileModules(wasm) },
    fetch: (call, request) => egress(request, fixturesOf.get(call)),
  });
  const runCall = createRunCall({
    run(call, fixtures) {
      if (fixtures !== undefined) fixturesOf.set(call, fixtures);
      return guests.run(call);
    },
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    nowMs: () => performance.now(),
  });
  // Who may invoke it is Penstock itself; that what it sends has the right form is checked all the same.
  return wrapHandler(async (event: unknown) => runCall(functionCall.parse(event)));
}
