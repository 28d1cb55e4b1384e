// What stands on a chart beside its lines: a limit, and a time that is marked. Drawn on the same canvas, in the same colours.

import type UPlot from 'uplot';

export type ChartLimit = { readonly value: number; readonly label: string };
export type ChartMark = { readonly from: Date; readonly label: string };

type Marks = {
  readonly limit: ChartLimit | undefined;
  readonly mark: ChartMark | undefined;
  readonly colour: (name: string) => string;
};

const MS_PER_SECOND = 1000;
const FONT_SIZE = 11;
const GAP = 4;

/** Below the lines: the time since when. */
export function drawMark(plot: UPlot, { mark, colour }: Marks): void {
  const { ctx, bbox } = plot;
  if (mark === undefined) return;
  const x = Math.max(plot.valToPos(mark.from.getTime() / MS_PER_SECOND, 'x', true), bbox.left);
  const right = bbox.left + bbox.width;
  if (x >= right) return;
  ctx.save();
  ctx.fillStyle = colour('failed-wash');
  ctx.fillRect(x, bbox.top, right - x, bbox.height);
  setFont(ctx, colour('text-2'));
  ctx.fillText(mark.label, x + GAP * devicePixelRatio, bbox.top + FONT_SIZE * devicePixelRatio);
  ctx.restore();
}

/** Over the lines: what is not to be exceeded. Nothing where it is off the scale. */
export function drawLimit(plot: UPlot, { limit, colour }: Marks): void {
  const { ctx, bbox } = plot;
  if (limit === undefined) return;
  const y = plot.valToPos(limit.value, 'y', true);
  if (!(y >= bbox.top && y <= bbox.top + bbox.height)) return;
  ctx.save();
  ctx.strokeStyle = colour('failed');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  setFont(ctx, colour('text-2'));
  ctx.fillText(limit.label, bbox.left + GAP * devicePixelRatio, y - GAP * devicePixelRatio);
  ctx.restore();
}

function setFont(ctx: CanvasRenderingContext2D, colour: string): void {
  ctx.font = `${FONT_SIZE * devicePixelRatio}px Inter`;
  ctx.fillStyle = colour;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
}
