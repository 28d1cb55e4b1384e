/** How many there were, by reason. */
export type Counts = Readonly<Record<string, number>>;

export function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `11 http_500, 2 timeout`, the most frequent first. */
export function reasonsOf(counts: Counts): string {
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
}
