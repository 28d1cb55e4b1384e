// A schedule of retries, drawn: each attempt where it is in time, on a scale on which doubling waits look even.

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

/** When each attempt is, after the first. */
export function momentsOf(delays: readonly number[]): number[] {
  return delays.reduce<number[]>((moments, delay) => [...moments, (moments.at(-1) ?? 0) + delay], [0]);
}

export function scheduleWords(delays: readonly number[]): string {
  if (delays.length === 0) return 'One attempt. What fails is undelivered at once.';
  const waits = delays.map(waitText).join(', ');
  return `${delays.length + 1} attempts. Waits between them, give or take a tenth: ${waits}. Then it is undelivered.`;
}

const UNITS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `28 s`, `7.5 min`, `2 h`: a schedule is no measurement. */
export function waitText(ms: number): string {
  const [unit, size] = UNITS.find(([, least]) => ms >= least * 0.95) ?? UNITS[2];
  const amount = unit === 's' ? Math.round(ms / size) : Math.round((ms / size) * 10) / 10;
  return `${amount} ${unit}`;
}
