// A schedule of retries, as moments and in words.

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
