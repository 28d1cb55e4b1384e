// What the pages of a destination show and do, as it is typed in a shell.

const BY_PART: Readonly<Record<string, (id: string) => readonly string[]>> = {
  Settings: (id) => [`penstock destinations set ${id} rateLimit.perSecond:=50`, `penstock destinations test ${id}`],
  Filter: (id) => [`penstock destinations set ${id} filter='type = "track"'`],
  'Event Tester': (id) => [`penstock tester ${id} '{"type": "track", "event": "Order", "userId": "u1"}' --dry-run`],
  Undelivered: (id) => [
    `penstock undelivered summary --destination ${id}`,
    `penstock undelivered redrive --all --destination ${id} --dry-run`,
  ],
  Replays: (id) => ['penstock replay list', `penstock replay create --destination ${id} --from 2h --dry-run`],
  History: () => ['penstock audit'],
};

/** `part` as its page says it; the overview has none. */
export const destinationCommands = (part: string | undefined, id: string): readonly string[] =>
  BY_PART[part ?? '']?.(id) ?? [`penstock destinations show ${id}`, 'penstock ledger'];
