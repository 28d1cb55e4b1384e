// A process of its own that stands in for AWS and for partners: it says yes to everything and keeps nothing. What it
// needs of the CPU is in no figure, while everything that a function does to call a service is: serialising, signing,
// HTTP and system calls.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StubMessage = { readonly documents: readonly string[] };
export type StubPorts = { readonly awsPort: number; readonly partnerPort: number };

let documents: readonly string[] = [];
let version = 0;

const aws = createServer((request, response) => {
  void readAll(request).then((body) => answerAws(request, response, body));
});
const partner = createServer((request, response) => {
  request.resume().on('end', () => response.end('ok'));
});
for (const server of [aws, partner]) {
  // A connection that is idle for a while is still wanted.
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
}
process.on('message', (message: StubMessage) => {
  documents = message.documents;
  version += 1;
  process.send?.({ kind: 'taken' });
});
process.once('disconnect', () => process.exit());
const portOf = (server: typeof aws): number => (server.address() as AddressInfo).port;
process.send?.({ awsPort: portOf(aws), partnerPort: portOf(partner) } satisfies StubPorts);

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answerAws(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') {
    response.writeHead(200, { etag: '"stub"' }).end();
    return;
  }
  const input = JSON.parse(body.toString('utf8')) as AwsInput;
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(output(target.slice(target.indexOf('.') + 1), input)));
}

type AwsInput = {
  readonly Key?: Readonly<Record<string, { S?: string }>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { S?: string }>>;
  readonly Statements?: readonly unknown[];
  readonly Entries?: readonly { Id: string }[];
};

function output(operation: string, input: AwsInput): object {
  switch (operation) {
    case 'SendMessageBatch':
      return { Successful: (input.Entries ?? []).map(({ Id }) => ({ Id, MessageId: Id, MD5OfMessageBody: '' })) };
    case 'BatchExecuteStatement':
      return { Responses: (input.Statements ?? []).map(() => ({})) };
    case 'GetItem':
      return input.Key?.['sk']?.S === 'version' ? { Item: { version: { N: String(version) } } } : {};
    case 'Query':
      return { Items: input.ExpressionAttributeValues?.[':pk']?.S === 'config' ? documents.map(toItem) : [] };
    default:
      return {};
  }
}

function toItem(document: string, index: number): object {
  return { pk: { S: 'config' }, sk: { S: `document#${index}` }, document: { S: document } };
}
