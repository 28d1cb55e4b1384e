import { randomUUID } from 'node:crypto';
import { startInstance, type Invocation, type LambdaInstance, type LambdaSpec } from './lambda-instance.ts';

export type LambdaPool = {
  readonly name: string;
  /** Never rejects. `refused` when too many are waiting already. */
  invoke(event: unknown): Promise<Invocation>;
  /** Starts an instance ahead of the first event. Resolves when it is ready, or has failed. */
  warm(): Promise<void>;
  /** New instances run this code; busy ones finish their event first. */
  replaceCode(codeUrl: string): void;
  /** How many events are being handled or waiting. */
  load(): number;
  /** How many events were taken so far. */
  taken(): number;
  close(): Promise<void>;
};

type Waiting = { readonly event: unknown; readonly resolve: (invocation: Invocation) => void };

type PoolOptions = {
  /** Most instances at once. */
  readonly maxInstances: number;
  /** Most events waiting for an instance. */
  readonly maxWaiting: number;
  readonly log: (line: string) => void;
};

export function createLambdaPool(spec: LambdaSpec, { maxInstances, maxWaiting, log }: PoolOptions): LambdaPool {
  const instances = new Set<LambdaInstance>();
  const idle: LambdaInstance[] = [];
  const waiting: Waiting[] = [];
  let { codeUrl } = spec;
  let starting = 0;
  let running = 0;
  let taken = 0;
  let isClosed = false;

  const discard = (instance: LambdaInstance): void => {
    instances.delete(instance);
    void instance.end();
  };

  const start = async (): Promise<void> => {
    starting += 1;
    const instance = startInstance({ ...spec, codeUrl }, (line) => log(`[${spec.name}] ${line}`));
    instances.add(instance);
    const failure = await instance.started;
    starting -= 1;
    if (failure === undefined) return makeAvailable(instance);
    discard(instance);
    waiting.shift()?.resolve(failure);
    assign();
  };

  const makeAvailable = (instance: LambdaInstance): void => {
    if (instance.isAlive() && instance.codeUrl === codeUrl) idle.push(instance);
    else discard(instance);
    assign();
  };

  const run = async (instance: LambdaInstance, { event, resolve }: Waiting): Promise<void> => {
    running += 1;
    const requestId = randomUUID();
    const invocation = await instance.invoke(requestId, event);
    running -= 1;
    if (invocation.outcome === 'failed' && !isClosed)
      log(`[${spec.name}] ${requestId} failed: ${invocation.errorType}: ${invocation.message}`);
    resolve(invocation);
    makeAvailable(instance);
  };

  const assign = (): void => {
    for (;;) {
      const instance = idle.pop();
      if (instance === undefined) break;
      if (!instance.isAlive()) discard(instance);
      else {
        const next = waiting.shift();
        if (next === undefined) {
          idle.push(instance);
          break;
        }
        void run(instance, next);
      }
    }
    while (!isClosed && waiting.length > starting && instances.size < maxInstances) void start();
  };

  return {
    name: spec.name,
    invoke(event) {
      if (waiting.length >= maxWaiting) return Promise.resolve({ outcome: 'refused' });
      taken += 1;
      return new Promise((resolve) => {
        waiting.push({ event, resolve });
        assign();
      });
    },
    warm: start,
    replaceCode(newCodeUrl) {
      codeUrl = newCodeUrl;
      for (const instance of idle.splice(0)) discard(instance);
    },
    load: () => running + waiting.length,
    taken: () => taken,
    async close() {
      isClosed = true;
      await Promise.all([...instances].map((instance) => instance.end()));
    },
  };
}
