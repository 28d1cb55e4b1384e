import { Readable } from 'node:stream';
import { HASH_HEADER, sha256, type Credentials } from '../sigv4.ts';
import { refuseUnsigned } from './credentials.ts';
import type { FauxqsApp } from './fauxqs.ts';

/** Has fauxqs answer signed requests only. */
export function demandSignatures(app: FauxqsApp, credentials: Credentials): void {
  app.addHook('preParsing', async (request, reply, payload) => {
    const { method, url: target, headers } = request.raw;
    // Only some tools leave the hash of the body out; SDKs need not wait for it.
    const body = headers[HASH_HEADER] === undefined ? await readAll(payload) : undefined;
    const wire = { method: method ?? '', target: target ?? '', headers };
    const refusal = refuseUnsigned(credentials, wire, () => sha256(body ?? ''));
    if (refusal !== undefined) {
      return reply.code(refusal.status).type(refusal.contentType).send(refusal.body);
    }
    return body === undefined ? payload : Object.assign(Readable.from([body]), { receivedEncodedLength: body.length });
  });
}

async function readAll(payload: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of payload as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
