// A chart over time, with a table behind it. It is loaded when somebody needs one.

import { Suspense, type ComponentProps } from 'react';
import { lazyPart } from './part-gone.tsx';

const Loaded = lazyPart(() => import('./time-chart.tsx'));
const HEIGHT = 220;

export function Chart(props: ComponentProps<typeof Loaded>) {
  return (
    <Suspense fallback={<div aria-busy="true" style={{ height: props.height ?? HEIGHT }} />}>
      <Loaded {...props} />
    </Suspense>
  );
}
