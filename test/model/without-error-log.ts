import { afterEach, beforeEach, vi } from 'vitest';

/** For tests in which thousands of functions die: what they log of it is not kept. */
export function withoutErrorLog(): void {
  beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue(undefined));
  afterEach(() => void vi.restoreAllMocks());
}
