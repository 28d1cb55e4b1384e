// A partner in a process of its own, which takes its time and says yes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PARTNER_ANSWER } from './guest-samples.ts';

const takesMs = Number(process.argv[2]);
const server = createServer((request, response) => {
  request.resume().on('end', () => setTimeout(() => response.end(PARTNER_ANSWER), takesMs));
});
server.keepAliveTimeout = 300_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
