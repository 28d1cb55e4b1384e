import { setTimeout as delay } from 'node:timers/promises';
import type { SqsS3 } from './emulators/sqs-s3.ts';
import type { LambdaPool } from './lambda-pool.ts';

const LOOK_AGAIN_MS = 20;

type IdleParts = {
  readonly sqsS3: SqsS3;
  readonly pools: readonly LambdaPool[];
  /** Queues where messages stay. */
  readonly ignored: ReadonlySet<string>;
};

/** Resolves once no message waits, is delayed or in flight, and no function runs. */
export async function untilIdle({ sqsS3, pools, ignored }: IdleParts): Promise<void> {
  const taken = (): number => pools.reduce((sum, pool) => sum + pool.taken(), 0);
  for (;;) {
    const before = taken();
    const counts = await sqsS3.call('counts', undefined);
    const isEmpty = counts.every(
      ({ name, visible, inFlight, delayed }) => ignored.has(name) || visible + inFlight + delayed === 0,
    );
    // Whatever ran while the queues were counted may have sent to one that was counted already.
    if (isEmpty && taken() === before && pools.every((pool) => pool.load() === 0)) return;
    await delay(LOOK_AGAIN_MS);
  }
}
