// Line plots as SVG, drawn by hand: no library, and readable on a light page and on a dark one.

export type Series = { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] };

export type Plot = {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly scale: 'linear' | 'logarithmic';
  readonly series: readonly Series[];
  /** A line across at a value that matters. */
  readonly mark?: { readonly y: number; readonly label: string };
};

const WIDTH = 760;
const HEIGHT = 340;
const AREA = { left: 70, right: 745, top: 64, bottom: 290 };
const X_TICKS = 8;
const Y_TICKS = 5;
const DECADE = 10;

/** Colours that keep their distance from white and from black, also for people who see red and green alike. */
const STYLE = `
    text { font: 12px system-ui, sans-serif; fill: #333 }
    .title { font-size: 14px; font-weight: 600 }
    .axis { stroke: #999; fill: none }
    .grid { stroke: #8884; fill: none }
    .mark { stroke: #d55e00; stroke-dasharray: 5 4 }
    polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
    .s0 { stroke: #0072b2; fill: #0072b2 } .s1 { stroke: #e69f00; fill: #e69f00 }
    .s2 { stroke: #009e73; fill: #009e73 } .s3 { stroke: #cc79a7; fill: #cc79a7 }
    polyline.s0, polyline.s1, polyline.s2, polyline.s3 { fill: none }
    @media (prefers-color-scheme: dark) {
      text { fill: #ddd } .axis { stroke: #888 } .s0 { stroke: #56b4e9; fill: #56b4e9 }
    }`;

type Axis = { readonly max: number; readonly ticks: readonly number[]; readonly place: (value: number) => number };

export function drawPlot(plot: Plot): string {
  const points = plot.series.flatMap((series) => series.points);
  const x = linearAxis(Math.max(...points.map(([value]) => value)), [AREA.left, AREA.right], X_TICKS);
  const highest = Math.max(plot.mark?.y ?? 0, ...points.map(([, value]) => value));
  const range = [AREA.bottom, AREA.top] as const;
  const y = plot.scale === 'linear' ? linearAxis(highest, range, Y_TICKS) : logarithmicAxis(highest, range);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(plot.title)}">`,
    `  <style>${STYLE}\n  </style>`,
    text(plot.title, { x: AREA.left, y: 20, className: 'title' }),
    ...plot.series.map(({ name }, index) => legend(name, index, plot.series.length)),
    ...y.ticks.map((tick) => drawTickY(tick, y.place(tick))),
    ...x.ticks.map((tick) => text(short(tick), { x: x.place(tick), y: AREA.bottom + 18, anchor: 'middle' })),
    `  <path class="axis" d="M${AREA.left} ${AREA.top}V${AREA.bottom}H${AREA.right}"/>`,
    ...(plot.mark === undefined ? [] : drawMark(plot.mark, y.place(plot.mark.y))),
    ...plot.series.map((series, index) => drawLine(series, index, { x, y })),
    text(plot.xLabel, { x: (AREA.left + AREA.right) / 2, y: HEIGHT - 10, anchor: 'middle' }),
    text(plot.yLabel, { x: AREA.left, y: AREA.top - 8, anchor: 'start' }),
    '</svg>\n',
  ].join('\n');
}

function linearAxis(highest: number, [from, to]: readonly [number, number], count: number): Axis {
  const step = niceStep(highest / count);
  const max = Math.ceil(highest / step) * step;
  const ticks = Array.from({ length: Math.round(max / step) + 1 }, (_, index) => index * step);
  return { max, ticks, place: (value) => from + ((to - from) * value) / max };
}

/** Values below 1 lie on the axis, so that nothing is there to be seen as nothing. */
function logarithmicAxis(highest: number, [from, to]: readonly [number, number]): Axis {
  const decades = Math.ceil(Math.log10(Math.max(highest, DECADE)));
  const ticks = Array.from({ length: decades + 1 }, (_, index) => DECADE ** index);
  return {
    max: DECADE ** decades,
    ticks,
    place: (value) => from + ((to - from) * Math.log10(Math.max(value, 1))) / decades,
  };
}

const NICE_STEPS = [1, 2, 5, 10];

function niceStep(atLeast: number): number {
  const decade = DECADE ** Math.floor(Math.log10(atLeast));
  return decade * (NICE_STEPS.find((step) => step * decade >= atLeast) ?? DECADE);
}

function drawTickY(value: number, y: number): string {
  const line = `  <path class="grid" d="M${AREA.left} ${round(y)}H${AREA.right}"/>`;
  return `${line}\n${text(short(value), { x: AREA.left - 8, y: y + 4, anchor: 'end' })}`;
}

function drawMark({ label }: { label: string }, y: number): string[] {
  return [
    `  <path class="mark" d="M${AREA.left} ${round(y)}H${AREA.right}"/>`,
    text(label, { x: AREA.right, y: y - 5, anchor: 'end' }),
  ];
}

function drawLine({ points }: Series, index: number, { x, y }: { x: Axis; y: Axis }): string {
  const path = points.map(([px, py]) => `${round(x.place(px))},${round(y.place(py))}`).join(' ');
  return `  <polyline class="s${index}" points="${path}"/>`;
}

function legend(name: string, index: number, count: number): string {
  const x = AREA.left + (index * (AREA.right - AREA.left)) / count;
  return `  <rect class="s${index}" x="${round(x)}" y="31" width="14" height="4"/>\n${text(name, { x: x + 20, y: 37 })}`;
}

type Placed = { readonly x: number; readonly y: number; readonly anchor?: string; readonly className?: string };

function text(content: string, { x, y, anchor = 'start', className }: Placed): string {
  const styled = className === undefined ? '' : ` class="${className}"`;
  return `  <text${styled} x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function short(value: number): string {
  return value >= 1e6 ? `${round(value / 1e6)} M` : round(value).toLocaleString('en-GB');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
