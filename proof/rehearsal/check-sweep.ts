import { heldKey } from '../../domain/pipeline/archive-key.ts';
import { encodePack } from '../../functions/shared/packs/pack-codec.ts';
import type { Receiver } from '../../local/receiver.ts';
import { outputOf, type Deployed } from './check-storage.ts';
import { DATA_STACK } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { CREDENTIALS, REGION } from './environment.ts';
import { ok, type Report } from './report.ts';
import { requestsTo } from './traffic.ts';
import { until } from './until.ts';

const HELD_ID = 'rehearsal-held';
const DELIVERY_MS = 30_000;

/** The sweep, with the permissions of its role, and what follows from it. Its minute is not waited for. */
export async function checkSweep(
  report: Report,
  { cloud, outputs }: Deployed,
  { emulator, receiver }: { emulator: Emulator; receiver: Receiver },
): Promise<void> {
  await report.check('the sweep releases what is held', async () => {
    const receivedAt = new Date().toISOString();
    const header = { packId: HELD_ID, sourceId: 'web', destinationId: 'crm', retry: 0, held: true } as const;
    const body = encodePack({
      header: { kind: 'delivery', ...header, events: [{ id: HELD_ID, type: 'track', receivedAt }] },
      lines: [JSON.stringify({ type: 'track', messageId: HELD_ID, event: 'Held', userId: 'u1' })],
    });
    await cloud.putObject(
      outputOf(outputs, DATA_STACK, 'ArchiveBucketName'),
      heldKey('crm', HELD_ID, receivedAt),
      body,
    );
    await invokeSweep(emulator);
    await until('the held event arrived', DELIVERY_MS, () =>
      requestsTo(receiver, 'crm').some(({ headers }) => headers['webhook-id'] === HELD_ID),
    );
    return ok('invoked by hand; its schedule would take a minute');
  });
}

async function invokeSweep(emulator: Emulator): Promise<void> {
  const { Functions: functions } = (await (await callLambda(emulator, 'GET', '')).json()) as {
    Functions: readonly { readonly FunctionName: string }[];
  };
  const name = functions.find(({ FunctionName }) => FunctionName.includes('Sweep'))?.FunctionName;
  if (name === undefined) throw new Error('there is no such function');
  const answer = await callLambda(emulator, 'POST', `${name}/invocations`);
  if (answer.headers.has('x-amz-function-error')) throw new Error(`it failed: ${await answer.text()}`);
}

/** The emulator takes the root of its account at its word, so nothing is signed here. */
function callLambda({ endpoint }: Emulator, method: 'GET' | 'POST', path: string): Promise<Response> {
  return fetch(`${endpoint}/2015-03-31/functions/${path}`, {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20260101/${REGION}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(method === 'POST' ? { body: '{}' } : {}),
  });
}
