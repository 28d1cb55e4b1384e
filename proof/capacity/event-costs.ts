// What one event costs at each stage: the only place from which the capacity plan takes such figures. Whoever has newer
// ones (metered, or from AWS itself) replaces them here, with the date, and runs the command again.

/** Milliseconds of a whole CPU (1,769 MB of a function), and milliseconds of waiting for others. */
export type EventCosts = {
  readonly measuredOn: string;
  readonly source: string;
  readonly ingest: { readonly requestCpuMs: number; readonly kilobyteCpuMs: number; readonly waitMs: number };
  readonly fanOut: {
    readonly batchCpuMs: number;
    readonly eventCpuMs: number;
    readonly kilobyteCpuMs: number;
    /** For each destination that an event goes to, and for each pack sent. */
    readonly deliveryKilobyteCpuMs: number;
    readonly packCpuMs: number;
    readonly waitMs: number;
    /** For each round of 50 requests of 25 claims, which is how many connections the SDK opens. */
    readonly claimRoundMs: number;
  };
  readonly delivery: {
    readonly packCpuMs: number;
    readonly attemptCpuMs: number;
    /** To find earlier decisions, to record this one, and to send on. */
    readonly packWaitMs: number;
  };
  /** How long one transaction keeps others from the same item. */
  readonly transactionMs: number;
  /** Of a message: what is left of the first event, which has nothing before it to be like, beside its share. */
  readonly firstEventShare: number;
  /** Write units, by counting what the code writes; a transaction counts twice. `npm run cost` meters the same. */
  readonly writes: { readonly claim: number; readonly mark: number; readonly owner: number };
  /** Bytes of log lines for each request (the access log), and for each run of a function. */
  readonly logBytes: { readonly request: number; readonly run: number };
  /** Header lines and TLS around the body of a request to a partner. */
  readonly requestOverheadBytes: number;
};

/**
 * CPU: measured on one machine, x86, for the calls that each stage makes (JSON, zstd, SDK calls, HMAC, POST over TLS);
 * whether a CPU of Lambda is as fast was not measured. Waits: usual latencies within a region, assumed.
 */
export const EVENT_COSTS: EventCosts = {
  measuredOn: '2026-11-22',
  source: 'CPU of single calls measured on one machine; writes counted in the code; latencies of AWS assumed',
  ingest: { requestCpuMs: 3.2, kilobyteCpuMs: 0.02, waitMs: 12 },
  fanOut: {
    batchCpuMs: 7,
    eventCpuMs: 0.092,
    kilobyteCpuMs: 0.009,
    deliveryKilobyteCpuMs: 0.0035,
    packCpuMs: 1.1,
    waitMs: 95,
    claimRoundMs: 15,
  },
  delivery: { packCpuMs: 3.6, attemptCpuMs: 0.25, packWaitMs: 50 },
  transactionMs: 20,
  firstEventShare: 0.45,
  writes: { claim: 1, mark: 2, owner: 2 },
  logBytes: { request: 160, run: 0 },
  requestOverheadBytes: 850,
};
