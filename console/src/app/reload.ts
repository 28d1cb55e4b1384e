import { readSettings, type ConsoleSettings } from '../data/settings.ts';

/** On one machine, where somebody may be at work on the console, it is loaded anew when one comes back to it. */
export function reloadWhenBuilt({ mode, build }: ConsoleSettings): void {
  if (mode !== 'local') return;
  addEventListener('focus', () => {
    readSettings().then(
      (now) => now.build !== build && location.reload(),
      () => undefined,
    );
  });
}
