// A replay in words, and what a person asks for as the API takes it.

import type { DataOf, InputTo } from '../../../client/api-client.ts';
import { EVENT_TYPES, type EventType } from '../../../domain/events/event.ts';
import { isUnfinished, type JobState } from '../../../domain/replay/archive-job.ts';
import { DEFAULT_REPLAY_RATE } from '../../../domain/replay/replay.ts';

export type Replay = DataOf<'GET /replays/{replayId}'>['replay'];
export type NewReplay = InputTo<'POST /replays'>['body'];

/** Whether it is still worth looking at again and again. */
export const isGoingOn = (replay: Pick<Replay, 'state'>): boolean => isUnfinished(replay);

export const STATE_WORDS: Readonly<
  Record<JobState, { readonly glyph: 'ok' | 'waiting' | 'held' | 'failed' | 'off' | 'pass'; readonly word: string }>
> = {
  queued: { glyph: 'waiting', word: 'Begins soon' },
  running: { glyph: 'ok', word: 'Running' },
  paused: { glyph: 'held', word: 'Paused' },
  done: { glyph: 'pass', word: 'Done' },
  cancelled: { glyph: 'off', word: 'Cancelled' },
  failed: { glyph: 'failed', word: 'Failed' },
};

/** The address of the wizard. */
type View = Readonly<Record<string, string | undefined>>;

export const WHYS = [
  ['lost', 'It lost events', 'They were given up or refused. It gets what it did not take, and nothing twice.'],
  [
    'missed',
    'It missed events',
    'It was off, was connected later, or its filter was wrong. It gets what was never sent to it, and nothing twice.',
  ],
  ['again', 'It needs all of them again', 'It gets every event of a time once more, also those that it has.'],
] as const;
export type Why = (typeof WHYS)[number][0];

export const whyIn = ({ why }: View): Why => WHYS.find(([name]) => name === why)?.[0] ?? 'lost';

export const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export const typesIn = ({ types }: View): EventType[] => {
  const names = (types ?? '').split(',');
  return EVENT_TYPES.filter((type) => names.includes(type));
};

export const rateIn = ({ rate }: View): number => Number(rate ?? DEFAULT_REPLAY_RATE);

/** What the wizard has gathered in its address. Without a beginning it is not known what is wanted. */
export function replayOf(destinationId: string, view: View): Omit<NewReplay, 'dryRun'> | undefined {
  const { from, to, events, users } = view;
  if (from === undefined) return undefined;
  const [types, names, userIds] = [typesIn(view), linesOf(events), linesOf(users)];
  return {
    ...{ destinationId, from },
    ...(to === undefined ? {} : { to }),
    ...(types.length === 0 ? {} : { types }),
    ...(names.length === 0 ? {} : { events: names }),
    ...(userIds.length === 0 ? {} : { userIds }),
    onlyUndelivered: whyIn(view) !== 'again',
    ratePerSecond: rateIn(view),
  };
}

const SECONDS_PER_MINUTE = 60;

/** How long so many events take at this rate. */
export const minutesAt = (events: number, perSecond: number): number =>
  events / Math.max(perSecond, 1) / SECONDS_PER_MINUTE;

type Kinds = {
  readonly types?: readonly string[] | undefined;
  readonly events?: readonly string[] | undefined;
  readonly userIds?: readonly string[] | undefined;
  readonly onlyUndelivered?: boolean | undefined;
};

/** Which events it is about, in words. */
export function kindsText({ types, events, userIds, onlyUndelivered }: Kinds): string {
  const which = [
    ...(types === undefined ? [] : [types.join(', ')]),
    ...(events === undefined ? [] : [events.map((name) => `"${name}"`).join(', ')]),
    ...(userIds === undefined ? [] : [userIds.length === 1 ? 'of 1 user' : `of ${userIds.length} users`]),
  ];
  const kinds = which.length === 0 ? 'All events' : which.join(', ');
  return onlyUndelivered === true ? `${kinds} that it never had` : kinds;
}

/** Why events of the range are not sent, with how many; only what there was. */
export function leftOut({ progress }: Pick<Replay, 'progress'>): (readonly [words: string, count: number])[] {
  const { filtered, outside, duplicates, sentLive, sentBefore, unknown } = progress;
  return [
    ...Object.entries(filtered).map(([reason, count]) => [FILTERED[reason] ?? `Dropped: ${reason}`, count] as const),
    ['Not of the kinds that are asked for', outside] as const,
    ['Duplicates', duplicates] as const,
    ['It has them already', sentLive] as const,
    ['This replay had sent them', sentBefore] as const,
    ['Not recorded whether it has them', unknown] as const,
  ].filter(([, count]) => count > 0);
}

const FILTERED: Readonly<Record<string, string>> = {
  filter: 'Its filter lets them not pass',
  integrations: 'The sender has excluded it (integrations)',
  disabled: 'It is switched off',
};

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
