// What a function of a customer or partner may use. The runner holds its guests to it, delivery sizes its calls by it, the
// API refuses code beyond it, and docs/functions.md lists it.

import { MAX_SOURCE_BODY_BYTES } from '../base/limits.ts';

const KB = 1024;
const MB = 1024 * KB;
const SECOND_MS = 1_000;

export const FUNCTION_LIMITS = {
  /** Of source and insert and destination functions together. */
  functionsOfWorkspace: 25,
  codeBytes: MB,
  /** Versions that are kept, the deployed one among them. */
  versions: 100,
  /** From the beginning of its handler to its end, waiting included. */
  eventMs: 5 * SECOND_MS,
  batchMs: 10 * SECOND_MS,
  testMs: 10 * SECOND_MS,
  /** Of computing, waiting not included. The engine is 3 to 160 times as slow as Node. */
  eventCpuMs: 500,
  loadCpuMs: 2 * SECOND_MS,
  /** Of one virtual machine. */
  heapBytes: 32 * MB,
  stackBytes: 256 * KB,
  /** Of all that one instance of the runner has at work: the largest of them ends. */
  heapsBytes: 256 * MB,
  /** Events that one call of the runner has at work at the same time, each in a machine of its own. */
  eventsAtOnce: 32,
  /** Machines that have an event at the same time, of all calls of an instance together. On AWS it has one call at a time. */
  machinesAtOnce: 64,
  /** Events after which a machine is replaced, and the size beyond which it is: its memory never shrinks. */
  eventsOfMachine: 10_000,
  machineBytes: 16 * MB,
  fetches: 50,
  fetchesAtOnce: 8,
  fetchMs: 5 * SECOND_MS,
  requestBytes: MB,
  answerBytes: MB,
  /** Of an event that an insert function returns, as ingest takes it. */
  resultBytes: 32 * KB,
  batchResultBytes: 2 * MB,
  /** Of a request to a source function: what one message of SQS holds, as base64 too. Segment takes the same. */
  requestBodyBytes: MAX_SOURCE_BODY_BYTES,
  /** Which one request may make, and what they have together: ten requests fit into one answer of the runner. */
  sourceEvents: 100,
  sourceResultBytes: 512 * KB,
  logBytesOfEvent: 4 * KB,
  logBytesOfCall: 64 * KB,
  messageBytes: KB,
  timers: 100,
  /** What the host hashes, packs or writes for a guest at once. Its work counts as the guest's own. */
  hostBytes: 2 * MB,
  /** Of one function with one set of settings, in one instance of the runner. */
  cacheKeys: 64,
  cacheKeyBytes: KB,
  cacheBytes: MB,
} as const;

/**
 * A thread of guests is ended from outside when one guest has been on its stage for so much of CPU, or for so long in any
 * case: the engine interrupts almost everything by itself before that.
 */
export const STUCK_CPU_MS = 2 * FUNCTION_LIMITS.eventCpuMs;
export const STUCK_LOADING_CPU_MS = 1.5 * FUNCTION_LIMITS.loadCpuMs;
export const STUCK_MS = 20 * SECOND_MS;
