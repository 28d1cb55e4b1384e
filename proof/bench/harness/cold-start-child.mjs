// A fresh process that loads a bundle and calls it once, as a new instance of Lambda does. Plain JavaScript, so that
// nothing but the bundle is compiled. Says what both took of the CPU, in microseconds.
import { pathToFileURL } from 'node:url';

const [file, json] = process.argv.slice(2);
const event = JSON.parse(json);
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 60_000 };
const begin = process.cpuUsage();
const { handler } = await import(pathToFileURL(file).href);
const imported = process.cpuUsage(begin);
await handler(event, context);
const invoked = process.cpuUsage(begin);
const sum = ({ user, system }) => user + system;
process.send({ importUs: sum(imported), totalUs: sum(invoked) }, () => process.exit());
