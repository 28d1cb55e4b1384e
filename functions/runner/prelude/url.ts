/** Parameters of anything but a text, and `searchParams` of a URL, which the engine's own have not. Changes of either are seen in the other. */
export function installUrl(): void {
  const known = new WeakMap<URL, { readonly params: URLSearchParams; search: string }>();
  const changing = ['append', 'delete', 'set', 'sort'] as const;
  const { get, set } = WeakMap.prototype;
  const { apply } = Reflect;
  const Engines = URLSearchParams;
  class Params extends Engines {
    constructor(given: unknown = '') {
      super(typeof given === 'object' && given !== null ? '' : String(given));
      if (typeof given !== 'object' || given === null) return;
      const pairs = Symbol.iterator in given ? [...(given as Iterable<[unknown, unknown]>)] : Object.entries(given);
      for (const [name, value] of pairs) this.append(String(name), String(value));
    }
  }
  Object.defineProperty(Params, 'name', { value: 'URLSearchParams' });
  globalThis.URLSearchParams = Params;
  if ('searchParams' in URL.prototype) return;

  const paramsOf = (url: URL): URLSearchParams => {
    const params = new Params(url.search);
    const kept = { params, search: url.search };
    for (const name of changing) {
      const change = params[name] as (...args: unknown[]) => unknown;
      Object.defineProperty(params, name, {
        value: (...args: unknown[]): unknown => {
          const result = apply(change, params, args);
          url.search = params.toString();
          kept.search = url.search;
          return result;
        },
      });
    }
    apply(set, known, [url, kept]);
    return params;
  };
  Object.defineProperty(URL.prototype, 'searchParams', {
    configurable: true,
    get(this: URL) {
      const kept = apply(get, known, [this]) as { readonly params: URLSearchParams; search: string } | undefined;
      return kept?.search === this.search ? kept.params : paramsOf(this);
    },
  });
}
