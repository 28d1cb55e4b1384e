// The lines from a source to its destinations: wide where much flows, and drawn by the state of the destination.

import type { StateName } from '../../parts/state.tsx';
import type { DestinationNode } from './model.ts';

export const ROW_PX = 32;
const WIDTH = 96;
const GAP_PX = 1.5;
const GATE_MARGIN = 2;
const CURVE = 48;
const FROM_X = 4;
const TO_X = 92;

/** Width of a line from this many events a second on. */
const WIDTHS: readonly (readonly [from: number, px: number])[] = [
  [50, 5],
  [10, 3.25],
  [1, 2],
];
const THINNEST = 1.25;

export function widthOf(perSecond: number | undefined): number {
  return WIDTHS.find(([from]) => (perSecond ?? 0) >= from)?.[1] ?? THINNEST;
}

const PATTERNS: Partial<Record<StateName, string>> = { waiting: '8 4', failed: '1.5 5', held: '1.5 5', off: '1.5 5' };

export function Lines({ destinations }: { readonly destinations: readonly DestinationNode[] }) {
  const height = destinations.length * ROW_PX;
  const widths = destinations.map(({ perSecond }) => widthOf(perSecond));
  const gate = widths.reduce((sum, width) => sum + width + GAP_PX, 0);
  const top = (height - gate) / 2;
  const starts = widths.map(
    (width, index) => top + widths.slice(0, index).reduce((sum, before) => sum + before + GAP_PX, 0) + width / 2,
  );
  return (
    <svg width={WIDTH} height={height} viewBox={`0 0 ${WIDTH} ${height}`} fill="none" aria-hidden="true">
      <path d={`M1 ${top - GATE_MARGIN}V${top + gate + GATE_MARGIN - GAP_PX}`} stroke="var(--text-3)" strokeWidth="2" />
      {destinations.map(({ id, state }, index) => {
        const from = starts[index] ?? 0;
        const to = index * ROW_PX + ROW_PX / 2;
        const pattern = PATTERNS[state];
        return (
          <path
            key={id}
            d={`M${FROM_X} ${from}C${CURVE} ${from} ${CURVE} ${to} ${TO_X} ${to}`}
            stroke={`var(--${state})`}
            strokeWidth={widths[index]}
            strokeDasharray={pattern}
            strokeLinecap={pattern === '1.5 5' ? 'round' : undefined}
          />
        );
      })}
    </svg>
  );
}

const SPARK_WIDTH = 72;
const SPARK_HEIGHT = 24;
const SPARK_TOP = 2;
const SPARK_BOTTOM = 22;

/** The last hour, without an axis: whether it is even, rises, or has a hole. */
export function Sparkline({ values }: { readonly values: readonly number[] | undefined }) {
  // The minute that goes on is not whole, and would look like a fall.
  const whole = values?.slice(0, -1) ?? [];
  const most = Math.max(0, ...whole);
  if (whole.length < 2 || most === 0) {
    return (
      <svg width={SPARK_WIDTH} height={SPARK_HEIGHT} aria-hidden="true">
        <path d={`M0 12H${SPARK_WIDTH}`} stroke="var(--line)" strokeDasharray="2 3" />
      </svg>
    );
  }
  const points = whole.map((value, index) => {
    const x = (index / (whole.length - 1)) * SPARK_WIDTH;
    const y = SPARK_BOTTOM - (value / most) * (SPARK_BOTTOM - SPARK_TOP);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const path = `M${points.join(' ')}`;
  return (
    <svg width={SPARK_WIDTH} height={SPARK_HEIGHT} aria-hidden="true">
      <path d={`${path}V${SPARK_BOTTOM}H0Z`} fill="var(--line-soft)" />
      <path d={path} fill="none" stroke="var(--text-2)" strokeWidth="1.25" strokeLinejoin="round" />
    </svg>
  );
}
