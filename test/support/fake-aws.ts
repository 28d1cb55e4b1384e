import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the pretend service says to the n-th request (from 1) with the given JSON body. */
export type FakeAnswer = { readonly status: number; readonly body: unknown };

/** A pretend AWS service that speaks JSON: records the bodies of requests and answers as it is told. */
export async function startFakeAws(
  answer: (body: Record<string, unknown>, nth: number) => FakeAnswer,
): Promise<{ endpoint: string; bodies: readonly Record<string, unknown>[]; close(): Promise<void> }> {
  const bodies: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      bodies.push(body);
      const { status, body: answered } = answer(body, bodies.length);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answered));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bodies,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
