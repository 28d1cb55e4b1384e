// JSON without loss: a number that a double cannot hold (12345678901234567890, 0.12345678901234567890) keeps the digits
// with which it was sent. Ingest reads events with it; whoever parses a stored event and writes it again does too.

/** A number of which a double would be something else. `JSON.stringify` writes it as it was read. */
export type ExactNumber = { readonly rawJSON: string };

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** A part of JSON of ES2026, which Node has and TypeScript does not know so far. */
const exactJson = JSON as unknown as {
  readonly parse: (text: string, reviver: Reviver) => unknown;
  readonly rawJSON: (text: string) => ExactNumber;
  readonly isRawJSON: (value: unknown) => value is ExactNumber;
};

/**
 * Where a number of sixteen characters or with an exponent may stand. Any number of fewer digits comes out of a double as
 * it went in. Texts may look like one too, which costs time and changes nothing.
 */
const LONG_NUMBER = /[:[,][ \t\r\n]*-?\d(?:[\d.]{15}|[\d.]*[eE])/;

/** `JSON.parse`, with an `ExactNumber` for each number that a double cannot hold. */
export function parseExactly(text: string): unknown {
  return LONG_NUMBER.test(text) ? exactJson.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, { source = '' }: { readonly source?: string }): unknown {
  if (typeof value !== 'number') return value;
  return toNumber(source, value);
}

/** The number that digits stand for: a double if that is the same number. Zeros may stand before it, as in no JSON. */
export function readNumber(text: string): number | ExactNumber {
  const source = text.replace(/^(-?)0+(?=\d)/, '$1');
  return toNumber(source, Number(source));
}

function toNumber(source: string, value: number): number | ExactNumber {
  if (source === String(value)) return value;
  return Number.isFinite(value) && compareDecimals(source, String(value)) === 0 ? value : exactJson.rawJSON(source);
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === 'object' && exactJson.isRawJSON(value);
}

/** The digits as they were sent. */
export function digitsOf(number: ExactNumber): string {
  return number.rawJSON;
}

/** Whether it is larger than any double, so that readers of JSON refuse it or take it for infinite. */
export function isBeyondDoubles(number: ExactNumber): boolean {
  return !Number.isFinite(Number(number.rawJSON));
}

/** Negative if the first is less, 0 if both are the same number. */
export function compareNumbers(one: number | ExactNumber, other: number | ExactNumber): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return compareDecimals(textOf(one), textOf(other));
}

function textOf(number: number | ExactNumber): string {
  return typeof number === 'number' ? String(number) : number.rawJSON;
}

/** `0.digits` times ten to the power of `exponent`; `digits` has no zero at either end, and is empty for zero. */
type Decimal = { readonly sign: number; readonly digits: string; readonly exponent: number };

function compareDecimals(left: string, right: string): number {
  const [one, other] = [toDecimal(left), toDecimal(right)];
  if (one.sign !== other.sign) return one.sign - other.sign;
  if (one.exponent !== other.exponent) return one.sign * (one.exponent - other.exponent);
  if (one.digits === other.digits) return 0;
  return one.digits < other.digits ? -one.sign : one.sign;
}

function toDecimal(text: string): Decimal {
  const [, minus = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const significant = all.replace(/^0+/, '');
  // No expression that backtracks: a number may have as many zeros as an event has room for.
  let end = significant.length;
  while (significant[end - 1] === '0') end -= 1;
  if (end === 0) return { sign: 0, digits: '', exponent: 0 };
  const exponent = Number(power) + whole.length - (all.length - significant.length);
  return { sign: minus === '' ? 1 : -1, digits: significant.slice(0, end), exponent };
}
