/** Penstock cannot start for a reason the person who started it can remove. The message says how; show it alone. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
