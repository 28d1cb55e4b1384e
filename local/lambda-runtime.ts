// One Lambda instance: a thread with its own environment that handles one event at a time, as on AWS.
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { createCarriages, type EmulatorAccess } from './carriages.ts';
import { collectWhenIdle } from './collect-when-idle.ts';

export type RuntimeData = {
  readonly codeUrl: string;
  readonly handler: string;
  readonly functionName: string;
  readonly memoryMb: number;
  readonly emulators: EmulatorAccess | undefined;
};

export type InvokeMessage = { readonly requestId: string; readonly timeoutMs: number; readonly event: unknown };

/** The result travels as JSON, as on AWS: what JSON cannot say is lost here too. */
export type RuntimeMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly requestId: string; readonly json: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly errorType: string; readonly message: string };

type Handler = (event: unknown, context: object) => unknown;

const { codeUrl, handler: handlerName, functionName, memoryMb, emulators } = workerData as RuntimeData;
if (parentPort === null) throw new Error('This file is the start of a thread.');
const port = parentPort;
const post = (message: RuntimeMessage): void => port.postMessage(message);

collectWhenIdle();
process.setSourceMapsEnabled(true);
logAsLambda();
if (emulators !== undefined) Object.assign(globalThis, { penstockCarriages: createCarriages(emulators) });
const exported: unknown = ((await import(codeUrl)) as Record<string, unknown>)[handlerName];
if (typeof exported !== 'function') throw new Error(`${codeUrl} exports no function named ${handlerName}.`);
const handler = exported as Handler;

port.on('message', (message: InvokeMessage) => void invoke(message));
post({ kind: 'ready' });

async function invoke({ requestId, timeoutMs, event }: InvokeMessage): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  const context = {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env['AWS_REGION'] ?? ''}:000000000000:function:${functionName}`,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
  try {
    const result = await handler(event, context);
    // Undefined for what JSON cannot say at all, such as a function, whatever the type claims.
    const json = JSON.stringify(result) as string | undefined;
    post({ kind: 'result', requestId, json: json ?? 'null' });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    console.error(stack ?? message);
    post({ kind: 'error', requestId, errorType: name, message });
  }
}

/** One line of JSON for each call, as Lambda writes it with `LoggingFormat.JSON`; a single object stays one. */
function logAsLambda(): void {
  for (const [method, level] of [
    ['error', 'ERROR'],
    ['warn', 'WARN'],
    ['info', 'INFO'],
    ['log', 'INFO'],
  ] as const) {
    console[method] = (...parameters: readonly unknown[]): void => {
      const message = parameters.length === 1 ? parameters[0] : format(...parameters);
      process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, message })}\n`);
    };
  }
}
