/** Errors of AWS that blame the caller and still pass by themselves. */
const PASSING = /thrott|exceeded|limit|busy|slowdown|timeout|conflict|in ?progress/i;

/** Whether AWS says that it does not take this request, and never will: a value it does not allow, say. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && '$fault' in error && error.$fault === 'client' && !PASSING.test(error.name);
}
