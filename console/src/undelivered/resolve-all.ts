// Redriving or writing off all that match: the API takes a part at a time and says where the next begins.

/** How far it is. `next`: where it goes on; absent when it is at the end. */
export type Run = {
  readonly matched: number;
  readonly accepted: number;
  readonly parts: number;
  readonly next?: string;
};

export const START: Run = { matched: 0, accepted: 0, parts: 0 };

type Part = {
  readonly matched: number;
  readonly accepted: number;
  readonly pagination: { readonly next?: string | undefined };
};

/** Sends one part; `part` counts them, for a key by which a part that is sent again is done once. */
export type SendPart = (cursor: string | undefined, part: number) => Promise<Part>;

/** The sums after each part. Whoever stops taking them stops it; `from` is where a run that was broken off goes on. */
export async function* resolveAll(send: SendPart, from: Run = START): AsyncGenerator<Run> {
  let run = from;
  do {
    const { matched, accepted, pagination } = await send(run.next, run.parts);
    run = {
      matched: run.matched + matched,
      accepted: run.accepted + accepted,
      parts: run.parts + 1,
      ...(pagination.next === undefined ? {} : { next: pagination.next }),
    };
    yield run;
  } while (run.next !== undefined);
}
