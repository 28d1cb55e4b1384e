import { randomUUID } from 'node:crypto';
import { startInstance, type Invocation, type LambdaInstance, type LambdaSpec } from './lambda-instance.ts';

type Waiting = { readonly event: unknown; readonly resolve: (invocation: Invocation) => void };

/** What an instance has at work, in shares of what it takes at the same time, and since when it has had nothing. */
type Available = { readonly instance: LambdaInstance; load: number; sinceMs: number };

/** What an instance takes at the same time. */
const WHOLE = 1;

/** An instance is about 55 MB, and a quarter of a second of a core to start. */
const DEFAULT_IDLE_MS = 30_000;

export type PoolOptions = {
  /** Most instances at once. */
  readonly maxInstances: number;
  /** How many stay when there is nothing to do; those beyond end when they were idle for a while. @default all */
  readonly keptInstances?: number;
  /** That while. @default 30 s */
  readonly idleMs?: number;
  /** The share of an instance that an event takes; those that fit into one share it. @default each has one of its own */
  readonly shareOf?: (event: unknown) => number;
  /** Most events waiting for an instance. */
  readonly maxWaiting: number;
  /** How long one waits, before it is refused. @default as long as it takes */
  readonly mostWaitMs?: number;
  readonly log: (line: string) => void;
};

/** The instances of one function: started when they are needed, each with one event at a time, or several small ones. */
export class LambdaPool {
  readonly name: string;
  readonly #spec: LambdaSpec;
  readonly #options: PoolOptions;
  readonly #instances = new Set<LambdaInstance>();
  /** Those whose code is loaded; the latest that was given something stands last. */
  #available: Available[] = [];
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
      const waiting = { event, resolve };
      this.#waiting.push(waiting);
      this.#assign();
      if (this.#options.mostWaitMs !== undefined) this.#refuseAfter(waiting, this.#options.mostWaitMs);
    });
  }

  #refuseAfter(waiting: Waiting, ms: number): void {
    if (!this.#waiting.includes(waiting)) return;
    setTimeout(() => {
      const at = this.#waiting.indexOf(waiting);
      if (at === -1) return;
      this.#waiting.splice(at, 1);
      waiting.resolve({ outcome: 'refused' });
    }, ms).unref();
  }

  /** Starts an instance ahead of the first event. Resolves when it is ready, or has failed. */
  async warm(): Promise<void> {
    this.#starting += 1;
    const instance = startInstance({ ...this.#spec, codeUrl: this.#codeUrl }, (line) => this.#log(line));
    this.#instances.add(instance);
    const failure = await instance.started;
    this.#starting -= 1;
    if (failure === undefined) {
      this.#giveBack({ instance, load: 0, sinceMs: 0 }, 0);
      return;
    }
    this.#discard(instance);
    this.#waiting.shift()?.resolve(failure);
    this.#assign();
  }

  /** New instances run this code; busy ones finish their event first. */
  replaceCode(codeUrl: string): void {
    this.#codeUrl = codeUrl;
    const idle = this.#available.filter(({ load }) => load === 0);
    for (const { instance } of idle) this.#discard(instance);
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
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const share = this.#options.shareOf?.(next.event) ?? WHOLE;
      const found = this.#available.findLast(
        ({ instance, load }) => instance.codeUrl === this.#codeUrl && load + share <= WHOLE,
      );
      if (found === undefined) break;
      if (!found.instance.isAlive()) {
        this.#discard(found.instance);
        continue;
      }
      this.#waiting.shift();
      void this.#run(found, share, next);
    }
    const mayStart = (): boolean => !this.#isClosed && this.#instances.size < this.#options.maxInstances;
    while (this.#waiting.length > this.#starting && mayStart()) void this.warm();
  }

  async #run(available: Available, share: number, { event, resolve }: Waiting): Promise<void> {
    const { instance } = available;
    available.load += share;
    this.#running.set(event, instance);
    const requestId = randomUUID();
    const invocation = await instance.invoke(requestId, event);
    this.#running.delete(event);
    if (invocation.outcome === 'failed' && !this.#isClosed) {
      this.#log(`${requestId} failed: ${invocation.errorType}: ${invocation.message}`);
    }
    resolve(invocation);
    this.#giveBack(available, share);
  }

  /** Shares are halves of halves, so that they sum up to nothing again. */
  #giveBack(available: Available, share: number): void {
    const { instance } = available;
    available.load -= share;
    if (available.load === 0) available.sinceMs = performance.now();
    if (!instance.isAlive() || (instance.codeUrl !== this.#codeUrl && available.load === 0)) this.#discard(instance);
    else if (this.#instances.has(instance) && instance.codeUrl === this.#codeUrl) this.#moveToEnd(available);
    this.#assign();
  }

  #moveToEnd(available: Available): void {
    this.#available = [...this.#available.filter((other) => other !== available), available];
  }

  /** The latest to become idle is the next to be used, so those that are not needed are the first of the list. */
  #endIdle(keptInstances: number, idleMs: number): void {
    const until = performance.now() - idleMs;
    const unused = this.#available.filter(({ load, sinceMs }) => load === 0 && sinceMs < until);
    for (const { instance } of unused.slice(0, Math.max(0, this.#instances.size - keptInstances)))
      this.#discard(instance);
  }

  #discard(instance: LambdaInstance): void {
    this.#instances.delete(instance);
    this.#available = this.#available.filter((other) => other.instance !== instance);
    void instance.end();
  }

  #log(line: string): void {
    this.#options.log(`[${this.name}] ${line}`);
  }
}
