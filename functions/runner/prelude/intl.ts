import type { Globals, Kit } from './kit.ts';

type Kind = 'number' | 'date' | 'plural';
type Give = 'text' | 'parts' | 'options';

/** The part of `Intl` that formats: the host knows languages and time zones, the engine does not. */
export function installIntl({ host, parse, stringify }: Kit): void {
  const globals = globalThis as unknown as Globals;
  const localesOf = (locales: unknown): string[] => {
    if (locales === undefined) return [];
    return Array.isArray(locales) ? locales.map(String) : [String(locales)];
  };
  const plainOf = (options: unknown): Record<string, unknown> =>
    Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));

  class Format {
    readonly kind_: Kind;
    readonly locales_: string[];
    readonly options_: Record<string, unknown>;
    constructor(kind: Kind, locales: unknown, options: unknown) {
      this.kind_ = kind;
      this.locales_ = localesOf(locales);
      this.options_ = plainOf(options);
      this.ask_('options', '0');
    }
    ask_(give: Give, value: string): unknown {
      const { kind_: kind, locales_: locales, options_: options } = this;
      const answer = host('intl', stringify({ kind, give, locales, options, value }));
      const said = answer === undefined ? { error: 'not so much at once' } : (parse(answer) as Record<string, unknown>);
      if (said['error'] !== undefined) throw new RangeError(String(said['error']));
      return said['value'];
    }
    resolvedOptions(): unknown {
      return this.ask_('options', '0');
    }
    static supportedLocalesOf(locales: unknown): string[] {
      return localesOf(locales);
    }
  }
  const timeOf = (date: unknown): string => {
    const time = date === undefined ? Date.now() : Number(date);
    if (!Number.isFinite(time)) throw new RangeError('Invalid time value');
    return String(time);
  };

  class NumberFormat extends Format {
    constructor(locales?: unknown, options?: unknown) {
      super('number', locales, options);
    }
    format = (value: unknown): unknown => this.ask_('text', String(value));
    formatToParts(value: unknown): unknown {
      return this.ask_('parts', String(value));
    }
  }
  class DateTimeFormat extends Format {
    constructor(locales?: unknown, options?: unknown) {
      super('date', locales, options);
    }
    format = (date?: unknown): unknown => this.ask_('text', timeOf(date));
    formatToParts(date?: unknown): unknown {
      return this.ask_('parts', timeOf(date));
    }
  }
  class PluralRules extends Format {
    constructor(locales?: unknown, options?: unknown) {
      super('plural', locales, options);
    }
    select(value: unknown): unknown {
      return this.ask_('text', String(value));
    }
  }
  globals['Intl'] = { NumberFormat, DateTimeFormat, PluralRules };

  const number = function (this: unknown, locales?: unknown, options?: unknown): unknown {
    return new NumberFormat(locales, options).format(this);
  };
  Number.prototype.toLocaleString = number as () => string;
  BigInt.prototype.toLocaleString = number as () => string;
  const day = { year: 'numeric', month: 'numeric', day: 'numeric' };
  const clock = { hour: 'numeric', minute: 'numeric', second: 'numeric' };
  const saysOneOf = (options: unknown, names: readonly string[]): boolean =>
    names.some((name) => plainOf(options)[name] !== undefined);
  const dateWith = (base: object, names: readonly string[]) =>
    function (this: Date, locales?: unknown, options?: unknown): unknown {
      if (Number.isNaN(this.getTime())) return 'Invalid Date';
      const own = saysOneOf(options, [...names, 'dateStyle', 'timeStyle']) ? {} : base;
      return new DateTimeFormat(locales, { ...own, ...plainOf(options) }).format(this.getTime());
    };
  const days = ['weekday', 'year', 'month', 'day'];
  const clocks = ['dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits'];
  Object.assign(Date.prototype, {
    toLocaleString: dateWith({ ...day, ...clock }, [...days, ...clocks]),
    toLocaleDateString: dateWith(day, days),
    toLocaleTimeString: dateWith(clock, clocks),
  });
}
