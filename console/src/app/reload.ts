// A page that was open while the console was built anew names files that are no longer there.

import { readSettings, type ConsoleSettings } from '../data/settings.ts';

/** Reloads when a page's file is gone; and on one machine, where somebody may be at work on it, when one comes back to it. */
export function reloadWhenBuilt({ mode, build }: ConsoleSettings): void {
  addEventListener('vite:preloadError', () => location.reload());
  if (mode !== 'local') return;
  addEventListener('focus', () => {
    readSettings().then(
      (now) => now.build !== build && location.reload(),
      () => undefined,
    );
  });
}
