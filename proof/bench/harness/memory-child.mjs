// A function under load in a process of its own, with as much memory as Lambda would give it: calls it without a pause
// until it is told to stop, and says now and then how large the process is.
import { pathToFileURL } from 'node:url';

const REPORT_EVERY_MS = 250;
const [file, loadMs] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(file).href);
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 60_000 };

process.once('message', async (event) => {
  const endsAt = performance.now() + Number(loadMs);
  let reportAt = 0;
  let invocations = 0;
  while (performance.now() < endsAt) {
    await handler(event, context);
    invocations += 1;
    if (performance.now() < reportAt) continue;
    reportAt = performance.now() + REPORT_EVERY_MS;
    process.send({ rss: process.memoryUsage.rss() });
  }
  process.send({ rss: process.memoryUsage.rss(), invocations }, () => process.exit());
});
process.send('ready');
