// How long tests wait for what does not come. No system test is to fail because the machine is busy: what hangs is found
// out later, and that is all it costs.

/** A whole test. */
export const PATIENCE_MS = 600_000;

/** One wait of it, for a value or for something on a page: it says what it waited for, so it gives up before its test. */
export const WAIT_MS = 240_000;
