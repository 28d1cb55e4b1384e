import type { Globals, Kit } from './kit.ts';

/** `console`, whose lines the host keeps. */
export function installConsole({ host, stringify, describe }: Kit): void {
  const most = 1_024;

  const show = (value: unknown): string => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) {
      const { name, message } = describe(value);
      return `${name}: ${message}`;
    }
    try {
      // Undefined for functions and symbols.
      const text: unknown = stringify(value);
      return typeof text === 'string' ? text : String(value);
    } catch {
      return '[unreadable]';
    }
  };
  const line =
    (level: string) =>
    (...values: readonly unknown[]) => {
      let text = '';
      for (const value of values) {
        if (text.length > most) break;
        text += (text === '' ? '' : ' ') + show(value).slice(0, most);
      }
      host(level, text.slice(0, most));
    };
  const levels = ['log', 'info', 'warn', 'error', 'debug'];
  const own: Record<string, unknown> = {};
  for (const level of levels) own[level] = line(`console.${level}`);
  own['trace'] = own['log'];
  own['dir'] = own['log'];
  (globalThis as unknown as Globals)['console'] = own;
}
