import type { Globals, Handler, Kit } from './kit.ts';

/** Timers, which the host keeps; none outlives the call of a handler. */
export function installTimers(kit: Kit): void {
  const globals = globalThis as unknown as Globals;
  const pending = new Map<number, () => void>();
  let last = 0;
  // Methods of a map may be put in the place of these by a guest.
  const { get, set, delete: remove } = Map.prototype;
  const { apply } = Reflect;

  const start = (
    call: unknown,
    wait: unknown,
    { args, isRepeated }: { args: unknown[]; isRepeated: boolean },
  ): number => {
    if (typeof call !== 'function') throw new TypeError('The first argument must be a function');
    last += 1;
    const id = last;
    const delay = Math.min(Math.max(Number(wait) || 0, isRepeated ? 1 : 0), 60_000);
    const begin = (): void => {
      if (kit.host('timer', `${id} ${delay}`) !== 'ok') throw new RangeError('there are too many timers');
    };
    apply(set, pending, [
      id,
      () => {
        if (isRepeated) begin();
        else apply(remove, pending, [id]);
        (call as Handler)(...args);
      },
    ]);
    begin();
    return id;
  };
  const stop = (id: unknown): void => {
    if (apply(remove, pending, [id])) kit.host('untimer', String(id));
  };

  kit.on['timer'] = (text) => {
    const fire: unknown = apply(get, pending, [Number(text)]);
    if (typeof fire === 'function') (fire as Handler)();
  };
  globals['setTimeout'] = (call: unknown, wait?: unknown, ...args: unknown[]) =>
    start(call, wait, { args, isRepeated: false });
  globals['setInterval'] = (call: unknown, wait?: unknown, ...args: unknown[]) =>
    start(call, wait, { args, isRepeated: true });
  globals['setImmediate'] = (call: unknown, ...args: unknown[]) => start(call, 0, { args, isRepeated: false });
  globals['clearTimeout'] = stop;
  globals['clearInterval'] = stop;
  globals['clearImmediate'] = stop;
}
