import { isHeaderName, isHeaderValue } from '../../../domain/delivery/outbound-rules.ts';

type Init = Headers | Iterable<readonly [string, string]> | Readonly<Record<string, unknown>> | undefined | null;

/** As fetch has them, without what Node's own cost to load. A name or value that HTTP does not know is a TypeError. */
export class Headers {
  readonly #values = new Map<string, string>();

  constructor(init?: Init) {
    if (init === undefined || init === null) return;
    if (init instanceof Headers) {
      for (const [name, value] of init.#values) this.#values.set(name, value);
      return;
    }
    const entries = isIterable(init) ? init : Object.entries(init);
    for (const [name, value] of entries) this.append(name, textOf(value));
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  set(name: string, value: unknown): void {
    const text = textOf(value);
    if (!isHeaderName(name)) throw new TypeError(`${JSON.stringify(name)} is not a legal HTTP header name`);
    // The value is most likely a credential.
    if (!isHeaderValue(text)) throw new TypeError(`The value of ${name} is not a legal HTTP header value`);
    this.#values.set(name.toLowerCase(), text);
  }

  append(name: string, value: unknown): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${textOf(value)}`);
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }

  forEach(visit: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this.#values) visit(value, name, this);
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  values(): IterableIterator<string> {
    return this.#values.values();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values.entries();
  }
}

function isIterable(init: object): init is Iterable<readonly [string, string]> {
  return Symbol.iterator in init;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  return String(value).trim();
}
