import { MessagePort, type Worker } from 'node:worker_threads';

/** What a thread offers to be called. The last argument says when the caller has lost interest. */
export type ThreadCalls = Record<string, (argument: never, signal: AbortSignal) => unknown>;

type Call = { readonly id: number; readonly method: string; readonly argument: unknown };
type Reply = { readonly id: number; readonly result?: unknown; readonly failure?: string };
type Incoming = Call | { readonly cancel: number };

/** Answers the calls that arrive at `port`. */
export function serveCalls(port: MessagePort, calls: ThreadCalls): void {
  const running = new Map<number, AbortController>();

  const answer = async ({ id, method, argument }: Call): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    const reply = await perform(calls[method], argument, controller.signal);
    running.delete(id);
    port.postMessage({ id, ...reply });
  };

  port.on('message', (message: Incoming) => {
    if ('cancel' in message) running.get(message.cancel)?.abort();
    else void answer(message);
  });
}

async function perform(call: ThreadCalls[string] | undefined, argument: unknown, signal: AbortSignal): Promise<object> {
  try {
    return { result: await call?.(argument as never, signal) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Calls what is served at the other end, a thread or a port. Calls that are open when it ends are rejected. */
export function callThread<Calls extends ThreadCalls>(callee: Worker | MessagePort) {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;

  const hear = ({ id, result, failure }: Reply): void => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (failure === undefined) call?.resolve(result);
    else call?.reject(new Error(failure));
  };
  const end = (): void => {
    for (const call of waiting.values()) call.reject(new Error('The thread has ended.'));
    waiting.clear();
  };
  if (callee instanceof MessagePort) callee.on('message', hear).once('close', end);
  else callee.on('message', hear).once('exit', end);

  return <Method extends keyof Calls & string>(
    method: Method,
    argument: Parameters<Calls[Method]>[0],
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<Calls[Method]>>> => {
    lastId += 1;
    const id = lastId;
    const transfer = (argument as unknown) instanceof MessagePort ? [argument as MessagePort] : [];
    const reply = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    callee.postMessage({ id, method, argument }, transfer);
    const cancel = (): void => callee.postMessage({ cancel: id });
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted === true) cancel();
    return reply.finally(() => signal?.removeEventListener('abort', cancel)) as never;
  };
}
