/** What became of an example. */
export type Outcome =
  | { readonly kind: 'missing'; readonly missing: readonly string[] }
  | { readonly kind: 'not installed'; readonly output: string }
  | {
      readonly kind: 'run';
      /** Whether the event arrived that was sent to a running Penstock. */
      readonly isDelivered: boolean;
      /** Whether the one arrived that was sent before Penstock had started. */
      readonly isDeliveredLate: boolean;
      /** What the example said where it failed. */
      readonly output: string;
    };

export type Row = { readonly title: string; readonly outcome: Outcome };

export function hasFailed(outcome: Outcome): boolean {
  return outcome.kind === 'run' && !outcome.isDelivered;
}

export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === 'missing') return `not run, ${outcome.missing.join(' and ')} missing here`;
  if (outcome.kind === 'not installed') return 'not run, could not be installed here';
  return `${arrival(outcome.isDelivered)}; sent before Penstock was there: ${arrival(outcome.isDeliveredLate)}`;
}

const arrival = (isDelivered: boolean): string => (isDelivered ? 'arrived' : 'lost');

const BEGIN = '<!-- sdks: written by "npm run sdks -- --write" -->';
const END = '<!-- end of sdks -->';

/** The page with these results between its marks. */
export function withTable(page: string, rows: readonly Row[], now: Date): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The page has no "${BEGIN}" and "${END}".`);
  const lines = rows.map(({ title, outcome }) => `| ${title} | ${cellsOf(outcome).join(' | ')} |`);
  const table = ['| example | sent to Penstock | sent before Penstock was there |', '| --- | --- | --- |', ...lines];
  return `${before}${BEGIN}\n\n${table.join('\n')}\n\nRun on ${now.toISOString().slice(0, 10)}.\n\n${END}${after}`;
}

function cellsOf(outcome: Outcome): readonly string[] {
  if (outcome.kind === 'run') return [arrival(outcome.isDelivered), arrival(outcome.isDeliveredLate)];
  return [describeOutcome(outcome), ''];
}
