import type { Globals, Handler, Kit } from './kit.ts';

/** Takes the handlers of the function, and calls them for events. */
export function installEvents(kit: Kit): void {
  const { host, parse, stringify, handlerNames, allHandlers } = kit;
  const PromiseOfPrelude = Promise;
  const { apply } = Reflect;
  // Called by `apply` alone.
  const then = Promise.prototype.then as (this: unknown, ...args: unknown[]) => unknown;
  const globals = globalThis as unknown as Globals;
  let settings: unknown = {};

  const register = '$penstock';
  Object.defineProperty(globals, register, {
    configurable: true,
    value: (handlers: Record<string, Handler | undefined>) => {
      const own: Record<string, Handler | undefined> = {};
      for (const name of allHandlers) {
        if (typeof handlers[name] === 'function') own[name] = handlers[name];
      }
      kit.handlers = own;
    },
  });
  kit.on['loaded'] = () => {
    Reflect.deleteProperty(globals, register);
    host('handlers', stringify(Object.keys(kit.handlers)));
  };
  kit.on['settings'] = (text) => {
    settings = parse(text);
  };

  const same = (value: unknown): unknown => value;

  kit.call = (name, make, valueOf) => {
    const handler = Object.hasOwn(kit.handlers, name) ? kit.handlers[name] : undefined;
    if (handler === undefined) {
      host('no-handler', name);
      return;
    }
    const returned = (value: unknown): void => {
      let text: unknown;
      try {
        text = valueOf === undefined ? undefined : stringify(valueOf(value));
      } catch (error) {
        host('unwritable', stringify(kit.describe(error)));
        return;
      }
      host('returned', typeof text === 'string' ? text : '');
    };
    const threw = (error: unknown): void => {
      host('threw', stringify(kit.describe(error)));
    };
    const called = new PromiseOfPrelude((resolve) => {
      resolve(handler(make(), settings));
    });
    apply(then, called, [returned, threw]);
  };

  const event = (text: string, isValueWanted: boolean): void => {
    const given = parse(text) as { type?: unknown };
    const type = typeof given.type === 'string' ? given.type : '';
    const name = Object.hasOwn(handlerNames, type) ? (handlerNames[type] ?? type) : type;
    kit.call(name, () => given, isValueWanted ? same : undefined);
  };
  kit.on['event'] = (text) => {
    event(text, false);
  };
  kit.on['insert'] = (text) => {
    event(text, true);
  };
  kit.on['batch'] = (text) => {
    kit.call('onBatch', () => parse(text), same);
  };
}
