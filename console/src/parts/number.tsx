// Numbers: tabular, with their unit, grey when they are zero, and a dash when they are not known.

import type { ReactNode } from 'react';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../domain/base/time-units.ts';

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ONE_DIGIT = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const TWO_DIGITS = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Undefined and null are unknown. */
export type Maybe = number | null | undefined;

const UNKNOWN = '–';
const isUnknown = (value: Maybe): value is null | undefined => value === undefined || value === null;

/** `1,204,331` */
export const countText = (value: Maybe): string => (isUnknown(value) ? UNKNOWN : WHOLE.format(value));

/** `1 write key`, `3 write keys` */
export const countedText = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

/** Of a second: `96.4`. */
export const rateText = (value: Maybe): string => (isUnknown(value) ? UNKNOWN : ONE_DIGIT.format(value));

/** Of a part of 1: `0.02 %`. */
export const shareText = (value: Maybe): string => (isUnknown(value) ? UNKNOWN : `${TWO_DIGITS.format(value * 100)} %`);

/** `412 ms`, `1.26 s`, `9.2 min`, `3.5 h`, `2.0 d` */
export function durationText(ms: Maybe): string {
  if (isUnknown(ms)) return UNKNOWN;
  if (ms < SECOND_MS) return `${WHOLE.format(ms)} ms`;
  if (ms < MINUTE_MS) return `${TWO_DIGITS.format(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${ONE_DIGIT.format(ms / MINUTE_MS)} min`;
  return ms < DAY_MS ? `${ONE_DIGIT.format(ms / HOUR_MS)} h` : `${ONE_DIGIT.format(ms / DAY_MS)} d`;
}

const KILO = 1024;

/** `812 B`, `31.4 KB`, `2.0 MB` */
export function bytesText(bytes: Maybe): string {
  if (isUnknown(bytes)) return UNKNOWN;
  if (bytes < KILO) return `${WHOLE.format(bytes)} B`;
  const [value, unit] =
    bytes < KILO ** 2
      ? [bytes / KILO, 'KB']
      : bytes < KILO ** 3
        ? [bytes / KILO ** 2, 'MB']
        : [bytes / KILO ** 3, 'GB'];
  return `${ONE_DIGIT.format(value)} ${unit}`;
}

const LEAST_SHOWN = 0.01;

/** `$0.46`. What is less than a cent is not nothing. */
export function dollarsText(dollars: Maybe): string {
  if (isUnknown(dollars)) return UNKNOWN;
  return dollars > 0 && dollars < LEAST_SHOWN ? 'under $0.01' : `$${TWO_DIGITS.format(dollars)}`;
}

const FORMATS = {
  count: countText,
  rate: rateText,
  share: shareText,
  duration: durationText,
  bytes: bytesText,
  dollars: dollarsText,
} as const;

export type NumberKind = keyof typeof FORMATS;

type NumProps = {
  readonly value: Maybe;
  /** @default count */
  readonly as?: NumberKind;
};

/** A number in a line or a cell. */
export function Num({ value, as = 'count' }: NumProps) {
  const isGrey = isUnknown(value) || value === 0;
  return (
    <span className={isGrey ? 'tn zero' : 'tn'}>
      {FORMATS[as](value)}
      {isUnknown(value) && <span className="sr"> (not known)</span>}
    </span>
  );
}

type FigureProps = NumProps & {
  /** What it counts, with its range: "delivered in the last hour". */
  readonly label: ReactNode;
};

/** A large number with what it counts below. */
export function Figure({ label, ...rest }: FigureProps) {
  return (
    <div className="figure-of">
      <div className="figure">
        <Num {...rest} />
      </div>
      <div className="label">{label}</div>
    </div>
  );
}
