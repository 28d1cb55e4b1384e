// The funnel as a shape: as high in each quarter as its number is of the largest. It says nothing that the numbers do not.

import { HEIGHT, outlineOf, STEP } from './funnel-outline.ts';

export function FunnelShape({ counts }: { readonly counts: readonly number[] }) {
  const outline = outlineOf(counts);
  const width = counts.length * STEP;
  return (
    <svg
      className="dst-shape"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path className="fill" d={`${outline}V${HEIGHT}H0Z`} />
      <path className="edge" d={outline} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
