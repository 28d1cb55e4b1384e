import type { Invocation, LambdaSpec } from './lambda-instance.ts';
import { LambdaPool, type PoolOptions } from './lambda-pool.ts';

/** Tenants whose instances are kept; the one that was not called for the longest gives way to another. */
const MOST_TENANTS = 16;

/** The instances of a function of which every tenant has its own, as Lambda has them for `PER_TENANT`. */
export class TenantPools {
  readonly name: string;
  readonly #spec: LambdaSpec;
  readonly #options: PoolOptions;
  /** Who was called last stands last. */
  readonly #pools = new Map<string, LambdaPool>();
  #codeUrl: string;
  #isClosed = false;

  constructor(spec: LambdaSpec, options: PoolOptions) {
    this.name = spec.name;
    this.#spec = spec;
    this.#options = options;
    this.#codeUrl = spec.codeUrl;
  }

  /** Never rejects. */
  invoke(tenant: string, event: unknown): Promise<Invocation> {
    if (this.#isClosed) return Promise.resolve({ outcome: 'refused' });
    const pool = this.#pools.get(tenant) ?? new LambdaPool({ ...this.#spec, codeUrl: this.#codeUrl }, this.#options);
    this.#pools.delete(tenant);
    this.#pools.set(tenant, pool);
    this.#endOldest();
    return pool.invoke(event);
  }

  /** How many tenants have instances. */
  size(): number {
    return this.#pools.size;
  }

  replaceCode(codeUrl: string): void {
    this.#codeUrl = codeUrl;
    for (const pool of this.#pools.values()) pool.replaceCode(codeUrl);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  /** Whoever has something at work stays. */
  #endOldest(): void {
    for (const [tenant, pool] of this.#pools) {
      if (this.#pools.size <= MOST_TENANTS) return;
      if (pool.load() > 0) continue;
      this.#pools.delete(tenant);
      void pool.close();
    }
  }
}
