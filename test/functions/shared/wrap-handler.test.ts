import { expect, it } from 'vitest';
import type { Context } from 'aws-lambda';
import { wrapHandler } from '../../../functions/shared/wrap-handler.ts';

it('a handler whose time is over is not answered for: Lambda ends it, and what it has under way', async () => {
  const work = Promise.withResolvers<string>();
  const context = { awsRequestId: 'r1', getRemainingTimeInMillis: () => 6 } as Context;

  const answering = wrapHandler(async () => work.promise)({}, context);
  setTimeout(() => work.resolve('done'), 30);

  expect(await answering).toBe('done');
});
