// What of the workspace fits what is typed in the search of the head, best first.

export type Kind = 'Page' | 'Source' | 'Destination' | 'Function' | 'Event' | 'Replay' | 'App' | 'Component';

export type Findable = {
  readonly kind: Kind;
  readonly title: string;
  /** As the API has it; a page has none. */
  readonly id?: string;
  /** Beside it, where the id says too little. */
  readonly note?: string;
  /** Below the workspace: `sources/web`. */
  readonly path: string;
  readonly search?: Readonly<Record<string, string>>;
};

export const keyOfFound = ({ kind, id, title, note }: Findable): string => `${kind} ${id ?? title} ${note ?? ''}`;

/** More are not read; whoever looks for another one types more. */
export const MOST_SHOWN = 30;

/** How well it fits: 0 is best, undefined is not at all. */
function rankOf({ title, id = '' }: Findable, wanted: string): number | undefined {
  const texts = [title.toLowerCase(), id.toLowerCase()];
  if (texts.includes(wanted)) return 0;
  if (texts.some((text) => text.startsWith(wanted))) return 1;
  if (texts.some((text) => text.split(/[\s\-_./]+/).some((word) => word.startsWith(wanted)))) return 2;
  return texts.some((text) => text.includes(wanted)) ? 3 : undefined;
}

/** Those of one rank stay in the order in which they came. */
export function find(all: readonly Findable[], typed: string): Findable[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return all.filter(({ kind }) => kind === 'Page');
  return all
    .flatMap((one) => {
      const rank = rankOf(one, wanted);
      return rank === undefined ? [] : [{ one, rank }];
    })
    .toSorted((first, second) => first.rank - second.rank)
    .map(({ one }) => one);
}

const REPLAY_ID = /^[0-9a-z]{1,12}-[0-9a-f]{6}$/;
export const isReplayId = (text: string): boolean => REPLAY_ID.test(text);

/** As long as an SDK may make one. */
const LONGEST_MESSAGE_ID = 1000;
/** Shorter ones are beginnings of words, and would each be a request. */
const SHORTEST_ASKED = 3;
export const isAsked = (text: string): boolean => text.length >= SHORTEST_ASKED && text.length <= LONGEST_MESSAGE_ID;
