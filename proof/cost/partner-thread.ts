// The partner, in a thread of its own so that its work is not taken for ours. It fails a share of all attempts, always the
// same ones.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { createChance } from './events.ts';

const ANSWER_MS = 20;

let failingShare = 0;
let chance = createChance(1);
let taken = 0;

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  request.once('end', () => {
    const fails = failingShare > 0 && chance() < failingShare;
    if (!fails) taken += 1;
    // Long enough for requests that began together to end together, as they would; what is billed is another figure.
    setTimeout(() => response.writeHead(fails ? 500 : 200).end(), ANSWER_MS);
  });
});

parentPort?.on('message', (share: number | 'taken') => {
  if (share === 'taken') {
    parentPort?.postMessage(taken);
    return;
  }
  failingShare = share;
  chance = createChance(7);
  taken = 0;
  parentPort?.postMessage(0);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
