import { useEffect, useMemo, useState } from 'react';
import { useCaller, useMay } from '../../data/api.tsx';
import { useList, useRead, type Read } from '../../data/read.ts';
import { useNames } from '../../names/names.ts';
import { countedText } from '../../parts/number.tsx';
import { NAVIGATION } from '../navigation.tsx';
import { isAsked, isReplayId, type Findable, type Kind } from './find.ts';

type Known = { readonly all: readonly Findable[]; readonly isReading: boolean; readonly looked: readonly string[] };

/** What can be found by its name: what the workspace has, as far as the caller may see it. */
export function useKnown(): Known {
  const pages = usePages();
  const apps = useMay('apps:read').may;
  const reads = {
    source: useNamed('GET /sources', useMay('sources:read').may),
    destination: useNamed('GET /destinations', useMay('destinations:read').may),
    function: useNamed('GET /functions', useMay('functions:read').may),
    app: useNamed('GET /apps', apps),
    component: useNamed('GET /components', apps),
  };
  const mayReplays = useMay('replays:read').may;
  const replays = useRead('GET /replays', {}, { when: mayReplays });
  const all: readonly Findable[] = [
    ...pages,
    ...named('Source', 'sources', reads.source),
    ...named('Destination', 'destinations', reads.destination),
    ...named('Function', 'functions', reads.function),
    ...(replays.data?.replays ?? []).map(({ id }) => replay(id)),
    ...named('App', 'developer/apps', reads.app),
    ...named('Component', 'developer/components', reads.component),
  ];
  const counted = Object.entries(reads).flatMap(([kind, { items }]) =>
    items === undefined ? [] : [countedText(items.length, kind)],
  );
  return { all, isReading: Object.values(reads).some(({ isReading }) => isReading), looked: counted };
}

type Named = {
  readonly items: readonly { readonly id: string; readonly name: string }[] | undefined;
  readonly isReading: boolean;
};

type NamedList = 'GET /sources' | 'GET /destinations' | 'GET /functions' | 'GET /apps' | 'GET /components';

function useNamed(line: NamedList, may: boolean): Named {
  const read: Read<Named['items']> = useList(line, {}, { when: may });
  return { items: read.data, isReading: may && isOnItsWay(read) };
}

const isOnItsWay = ({ data, error }: Read<unknown>): boolean => data === undefined && error === undefined;

function named(kind: Kind, path: string, { items = [] }: Named): Findable[] {
  return items.map(({ id, name }) => ({ kind, title: name, id, path: `${path}/${id}` }));
}

const replay = (id: string): Findable => ({ kind: 'Replay', title: id, path: `replays/${id}` });

/** Those that the side bar leads to. */
function usePages(): readonly Findable[] {
  const { permissions, reviews } = useCaller();
  return useMemo(
    () =>
      NAVIGATION.flatMap(({ entries }) => entries)
        .filter(({ permission, isForReviewers }) => permissions.includes(permission) && (reviews || !isForReviewers))
        .map(({ label, path }) => ({ kind: 'Page' as const, title: label, path })),
    [permissions, reviews],
  );
}

type Asked = { readonly found: readonly Findable[]; readonly isAsking: boolean; readonly asked: AskedFor };
/** `no`: not asked; else whether the API could say. */
export type AskedFor = 'no' | 'yes' | 'failed';

/** What only the API knows by its id: an event of any source, a replay that is not among the newest. */
export function useAsked(typed: string): Asked {
  const text = typed.trim();
  const settled = useSettled(text);
  const mayEvents = useMay('events:read').may;
  const mayReplays = useMay('replays:read').may;
  const asksEvents = mayEvents && isAsked(settled);
  const asksReplays = mayReplays && isReplayId(settled);
  const events = useRead('GET /events', { query: { messageId: settled } }, { when: asksEvents });
  const replays = useRead('GET /replays/{replayId}', { params: { replayId: settled } }, { when: asksReplays });
  const nameOf = useNames('source');
  const isHere = settled === text;
  return {
    found: isHere ? [...eventsIn(events.data, nameOf), ...(replays.data === undefined ? [] : [replay(settled)])] : [],
    isAsking:
      (!isHere && (mayEvents || mayReplays) && isAsked(text)) ||
      (asksEvents && isOnItsWay(events)) ||
      (asksReplays && isOnItsWay(replays)),
    asked: !asksEvents ? 'no' : events.error === undefined ? 'yes' : 'failed',
  };
}

type FoundEvents = {
  readonly events: readonly { sourceId: string; messageId: string; keyClass: string; claimedAt: string }[];
};

function eventsIn(data: FoundEvents | undefined, nameOf: (sourceId: string) => string): Findable[] {
  return (data?.events ?? []).map(({ sourceId, messageId, keyClass }) => ({
    ...{ kind: 'Event', title: messageId, note: `from ${nameOf(sourceId)}`, path: `events/${sourceId}` },
    search: { messageId, keyClass },
  }));
}

const SETTLED_MS = 250;

/** What is typed, once nothing more is for a moment: each is a request. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
