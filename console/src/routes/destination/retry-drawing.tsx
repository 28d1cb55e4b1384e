// A schedule of retries, drawn: each attempt where it is in time, on a scale on which doubling waits look even.

import { momentsOf, scheduleWords, waitText } from './retry-words.ts';

const WIDTH = 600;
const HEIGHT = 24;
const PAD = 8;
const LINE_Y = 12;

export function RetryDrawing({ delays }: { readonly delays: readonly number[] }) {
  const moments = momentsOf(delays);
  const most = moments.at(-1) ?? 0;
  const first = delays[0] ?? 1;
  const xOf = (ms: number): number =>
    PAD + (Math.log1p(ms / first) / Math.log1p(most / first || 1)) * (WIDTH - 2 * PAD);
  return (
    <figure className="dst-retries">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="chart" role="img" aria-label={scheduleWords(delays)}>
        <path className="axis" d={`M${PAD} ${LINE_Y}H${WIDTH - PAD}`} />
        {moments.map((ms, attempt) => (
          <circle key={attempt} cx={xOf(ms)} cy={LINE_Y} r={4} className={attempt === 0 ? 'now' : 'later'} />
        ))}
      </svg>
      <figcaption className="label t2">
        <span className="between">
          <span>at once</span>
          {most > 0 && <span>after {waitText(most)}</span>}
        </span>
        {scheduleWords(delays)}
      </figcaption>
    </figure>
  );
}
