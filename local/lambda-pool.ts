import { randomUUID } from 'node:crypto';
import { startInstance, type Invocation, type LambdaInstance, type LambdaSpec } from './lambda-instance.ts';

type Waiting = { readonly event: unknown; readonly resolve: (invocation: Invocation) => void };

type Idle = { readonly instance: LambdaInstance; readonly sinceMs: number };

/** An instance is about 55 MB, and a quarter of a second of a core to start. */
const DEFAULT_IDLE_MS = 30_000;

export type PoolOptions = {
  /** Most instances at once. */
  readonly maxInstances: number;
  /** How many stay when there is nothing to do; those beyond end when they were idle for a while. @default all */
  readonly keptInstances?: number;
  /** That while. @default 30 s */
  readonly idleMs?: number;
  /** Most events waiting for an instance. */
  readonly maxWaiting: number;
  readonly log: (line: string) => void;
};

/** The instances of one function: started when they are needed, each with one event at a time. */
export class LambdaPool {
  readonly name: string;
  readonly #spec: LambdaSpec;
  readonly #options: PoolOptions;
  readonly #instances = new Set<LambdaInstance>();
  readonly #idle: Idle[] = [];
  readonly #running = new Map<unknown, LambdaInstance>();
  readonly #waiting: Waiting[] = [];
  #codeUrl: string;
  #starting = 0;
  #taken = 0;
  #isClosed = false;
  readonly #sweeper: NodeJS.Timeout | undefined;

  constructor(spec: LambdaSpec, options: PoolOptions) {
    this.name = spec.name;
    this.#spec = spec;
    this.#options = options;
    this.#codeUrl = spec.codeUrl;
    const { keptInstances, idleMs = DEFAULT_IDLE_MS } = options;
    if (keptInstances === undefined) return;
    this.#sweeper = setInterval(() => this.#endIdle(keptInstances, idleMs), idleMs).unref();
  }

  /** Never rejects. `refused` when too many are waiting already. */
  invoke(event: unknown): Promise<Invocation> {
    if (this.#waiting.length >= this.#options.maxWaiting) return Promise.resolve({ outcome: 'refused' });
    this.#taken += 1;
    return new Promise((resolve) => {
      this.#waiting.push({ event, resolve });
      this.#assign();
    });
  }

  /** Starts an instance ahead of the first event. Resolves when it is ready, or has failed. */
  async warm(): Promise<void> {
    this.#starting += 1;
    const instance = startInstance({ ...this.#spec, codeUrl: this.#codeUrl }, (line) => this.#log(line));
    this.#instances.add(instance);
    const failure = await instance.started;
    this.#starting -= 1;
    if (failure === undefined) {
      this.#makeAvailable(instance);
      return;
    }
    this.#discard(instance);
    this.#waiting.shift()?.resolve(failure);
    this.#assign();
  }

  /** New instances run this code; busy ones finish their event first. */
  replaceCode(codeUrl: string): void {
    this.#codeUrl = codeUrl;
    for (const { instance } of this.#idle.splice(0)) this.#discard(instance);
  }

  /** How many events are being handled or waiting. */
  load(): number {
    return this.#running.size + this.#waiting.length;
  }

  /** Whether the instance that has this event waits for somebody else most of the time. */
  isWaiting(event: unknown): boolean {
    return this.#running.get(event)?.isWaiting() ?? false;
  }

  /** How many instances there are. */
  size(): number {
    return this.#instances.size;
  }

  /** How many events were taken so far. */
  taken(): number {
    return this.#taken;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
    await Promise.all([...this.#instances].map((instance) => instance.end()));
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const instance = this.#idle.pop()?.instance;
      if (instance === undefined) break;
      if (!instance.isAlive()) {
        this.#discard(instance);
        continue;
      }
      const next = this.#waiting.shift();
      if (next !== undefined) void this.#run(instance, next);
    }
    const mayStart = (): boolean => !this.#isClosed && this.#instances.size < this.#options.maxInstances;
    while (this.#waiting.length > this.#starting && mayStart()) void this.warm();
  }

  async #run(instance: LambdaInstance, { event, resolve }: Waiting): Promise<void> {
    this.#running.set(event, instance);
    const requestId = randomUUID();
    const invocation = await instance.invoke(requestId, event);
    this.#running.delete(event);
    if (invocation.outcome === 'failed' && !this.#isClosed) {
      this.#log(`${requestId} failed: ${invocation.errorType}: ${invocation.message}`);
    }
    resolve(invocation);
    this.#makeAvailable(instance);
  }

  #makeAvailable(instance: LambdaInstance): void {
    if (instance.isAlive() && instance.codeUrl === this.#codeUrl) {
      this.#idle.push({ instance, sinceMs: performance.now() });
    } else this.#discard(instance);
    this.#assign();
  }

  /** The latest to become idle is the next to be used, so those that are not needed are the first of the list. */
  #endIdle(keptInstances: number, idleMs: number): void {
    const until = performance.now() - idleMs;
    while (this.#instances.size > keptInstances && (this.#idle[0]?.sinceMs ?? Infinity) < until) {
      const [oldest] = this.#idle.splice(0, 1);
      if (oldest !== undefined) this.#discard(oldest.instance);
    }
  }

  #discard(instance: LambdaInstance): void {
    this.#instances.delete(instance);
    void instance.end();
  }

  #log(line: string): void {
    this.#options.log(`[${this.name}] ${line}`);
  }
}
