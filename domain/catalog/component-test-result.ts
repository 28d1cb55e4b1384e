// How the last run of the test suite against a version of a component ended. The test suite writes it; the submission
// checklist reads it.

/** One result for each component and version: the next run takes its place. */
export type ComponentTestResult = {
  /** ISO 8601, when the run began. A version that was changed after it has to be tested again. */
  readonly at: string;
  /** Checks that failed; with any, the version cannot be submitted. */
  readonly failures: number;
  /** Checks that are worth a look and in nobody's way, such as a call type that the partner does not support (501). */
  readonly warnings: number;
};
