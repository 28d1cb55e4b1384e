// uPlot with the colours and type of the console. parts/chart.tsx loads it. Where nothing is known there is a gap, and
// never a zero.

import UPlot, { type AlignedData, type Options } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, useState } from 'react';
import { drawLimit, drawMark, type ChartLimit, type ChartMark } from './chart-marks.ts';
import { decadesOf, tickText } from './chart-ticks.ts';
import type { Zone } from './zone-name.ts';
import { useZone } from './zone.tsx';

export type ChartSeries = {
  readonly label: string;
  /** null: not known. As long as `times`. */
  readonly values: readonly (number | null)[];
  /** @default text-2; petrol is for p99 alone */
  readonly ink?: 'text-1' | 'text-2' | 'text-3' | 'accent' | 'ok' | 'waiting' | 'held' | 'failed' | 'off';
  readonly isFilled?: boolean;
};

export type TimeChartProps = {
  /** What it shows, with its unit and range: "Accepted a minute, last hour". */
  readonly label: string;
  readonly times: readonly Date[];
  readonly series: readonly ChartSeries[];
  /** How a value is written: `countText`, `durationText`. */
  readonly format: (value: number | null) => string;
  readonly isLogarithmic?: boolean;
  readonly height?: number;
  /** A value that is not to be exceeded: a dashed line with its name. */
  readonly limit?: ChartLimit | undefined;
  /** A time that is marked, such as since when it is down. */
  readonly mark?: ChartMark | undefined;
};

const MS_PER_SECOND = 1000;
const HEIGHT = 220;
const AXIS_WIDTH = 64;
// uPlot's enum exists for the compiler only.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const LOGARITHMIC = 3 as UPlot.Scale.Distr.Logarithmic;

export default function TimeChart(props: TimeChartProps) {
  const { label, times, series, format, isLogarithmic = false, height = HEIGHT, limit, mark } = props;
  const place = useRef<HTMLDivElement>(null);
  const { zone } = useZone();
  const [plot, setPlot] = useState<UPlot>();
  const looks = JSON.stringify([
    series.map(({ label: name, ink, isFilled }) => [name, ink, isFilled]),
    isLogarithmic,
    ...[height, zone, limit, mark],
  ]);
  const made = useRef({ series, format, limit, mark });
  useEffect(() => {
    made.current = { series, format, limit, mark };
  });

  useEffect(() => {
    const host = place.current;
    if (host === null) return undefined;
    const options = optionsOf(made.current, { zone, isLogarithmic, height, width: host.clientWidth });
    const drawn = new UPlot(options, [[]], host);
    setPlot(drawn);
    const observer = new ResizeObserver(() => drawn.setSize({ width: host.clientWidth, height }));
    observer.observe(host);
    const media = matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => drawn.redraw(false);
    media.addEventListener('change', redraw);
    const chosenTheme = new MutationObserver(redraw);
    chosenTheme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      chosenTheme.disconnect();
      media.removeEventListener('change', redraw);
      observer.disconnect();
      drawn.destroy();
    };
    // `looks` stands for everything of `series` that makes a new plot; its values come by setData.
  }, [looks, isLogarithmic, height, zone]);
  useEffect(() => {
    const seconds = times.map((time) => time.getTime() / MS_PER_SECOND);
    const data = [seconds, ...series.map(({ values }) => [...values])];
    plot?.setData(data as unknown as AlignedData);
  }, [plot, times, series]);
  return (
    <figure className="timechart">
      <div ref={place} aria-hidden="true" style={{ minHeight: height }} />
      <figcaption className="between">
        <Legend series={series} />
        <ChartTable label={label} times={times} series={series} format={format} />
      </figcaption>
    </figure>
  );
}

function Legend({ series }: Pick<TimeChartProps, 'series'>) {
  return (
    <div className="legend">
      {series.map(({ label, ink = 'text-2' }) => (
        <span key={label}>
          <i style={{ color: `var(--${ink})` }} />
          {label}
        </span>
      ))}
    </div>
  );
}

/** The same as numbers, for who cannot see lines or wants to copy. */
function ChartTable({ label, times, series, format }: Pick<TimeChartProps, 'label' | 'times' | 'series' | 'format'>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="charttable" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="label">As a table</summary>
      {isOpen && (
        <div className="scroller" tabIndex={0} role="region" aria-label={label}>
          <table className="dense">
            <caption className="sr">{label}</caption>
            <thead>
              <tr>
                <th scope="col">Time (UTC)</th>
                {series.map(({ label: name }) => (
                  <th key={name} scope="col" className="num">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((time, row) => (
                <tr key={time.getTime()}>
                  <td>
                    <time>{time.toISOString().slice(0, 16).replace('T', ' ')}</time>
                  </td>
                  {series.map(({ label: name, values }) => (
                    <td key={name} className="num">
                      {format(values[row] ?? null)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

type Drawing = {
  readonly zone: Zone;
  readonly isLogarithmic: boolean;
  readonly height: number;
  readonly width: number;
};

function optionsOf(
  { series, format, limit, mark }: Pick<TimeChartProps, 'series' | 'format' | 'limit' | 'mark'>,
  { zone, isLogarithmic, height, width }: Drawing,
): Options {
  const colour = (name: string) => (): string => resolveColour(name);
  const marks = { limit, mark, colour: resolveColour };
  const timeZone = zone === 'utc' ? 'UTC' : undefined;
  const decades = isLogarithmic ? { filter: (_: UPlot, splits: number[]) => decadesOf(splits) } : {};
  const axis = {
    stroke: colour('text-2'),
    grid: { stroke: colour('line-soft'), width: 1 },
    ticks: { show: false },
    font: '11px Inter',
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { drag: { setScale: false } },
    ...(zone === 'utc'
      ? { tzDate: (seconds: number) => UPlot.tzDate(new Date(seconds * MS_PER_SECOND), 'Etc/UTC') }
      : {}),
    scales: { y: isLogarithmic ? { distr: LOGARITHMIC } : { range: (_, __, most) => [0, most <= 0 ? 1 : most * 1.1] } },
    axes: [
      { ...axis, values: (...[, ticks, , , step]) => ticks.map((tick) => tickText(tick, step, timeZone)) },
      {
        ...{ ...axis, ...decades, size: AXIS_WIDTH, grid: { ...axis.grid, ...decades } },
        values: (_, ticks) => ticks.map((tick: number | null) => (tick === null ? '' : shortText(format(tick)))),
      },
    ],
    hooks: { drawAxes: [(plot) => drawMark(plot, marks)], draw: [(plot) => drawLimit(plot, marks)] },
    series: [
      {},
      ...series.map(({ label, ink = 'text-2', isFilled = false }) => ({
        label,
        stroke: colour(ink),
        width: 1.5,
        // One point between two gaps has no line to be seen by.
        points: { size: 3, fill: colour(ink), filter: lonelyPoints },
        spanGaps: false,
        ...(isFilled ? { fill: colour('line-soft') } : {}),
      })),
    ],
  };
}

function lonelyPoints({ data }: UPlot, index: number): number[] | null {
  const values = data[index] ?? [];
  const isKnown = (at: number): boolean => values[at] !== null && values[at] !== undefined;
  return Array.from(values, (_, at) => at).filter((at) => isKnown(at) && !isKnown(at - 1) && !isKnown(at + 1));
}

/** A tick is a round number: `10 s`, and not `10.00 s`. */
const shortText = (text: string): string => text.replace(/\.0+(?= |$)/, '');

/** A canvas knows no custom properties, and no light-dark(). */
function resolveColour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
