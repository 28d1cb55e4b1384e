// Runs in a thread of its own: describing the catalog loads all of its destinations, and that memory ends with the thread.
import { parentPort, workerData } from 'node:worker_threads';
import { buildActions } from '../destinations/action/build/build-actions.ts';

await buildActions(workerData as string);
parentPort?.postMessage('built');
