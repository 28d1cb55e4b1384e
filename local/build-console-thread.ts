// Runs in a thread of its own, with an environment of its own: what the builder makes follows from NODE_ENV, whatever the
// process around it is for; and the memory that it takes ends with the thread.
import { parentPort, workerData } from 'node:worker_threads';
import { buildConsole } from '../console/build.ts';

await buildConsole(workerData as string);
parentPort?.postMessage('built');
