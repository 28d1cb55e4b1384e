// What is lost for now, and how it comes back: groups by reason, the events of one, and one in full. On the page of all
// and on that of one destination.

import { useEffect, useMemo, useState } from 'react';
import './undelivered.css';
import { useView } from '../app/links.tsx';
import { usePages } from '../data/read.ts';
import { useNames } from '../names/names.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { PermissionNote, useWhyNot } from '../parts/permission-note.tsx';
import { reasonTitle } from '../parts/reason.ts';
import { Bones, Reading } from '../parts/reading.tsx';
import { AllBar } from './all-bar.tsx';
import { UndeliveredDrawer } from './detail.tsx';
import { EventsTable } from './events-table.tsx';
import { EventFilters, GroupFilters } from './filters.tsx';
import { GroupsTable } from './groups-table.tsx';
import {
  beginOf,
  chosenGroup,
  keyOfGroup,
  rangeIn,
  stateIn,
  type Filter,
  type Group,
  type GroupName,
} from './groups.ts';
import { useGroups } from './use-groups.ts';

const SETTLE_MS = 2000;

export function Undelivered({ destinationId }: { readonly destinationId?: string }) {
  const [view, change] = useView();
  const [state, range] = [stateIn(view), rangeIn(view)];
  const from = useMemo(() => beginOf(range, new Date()), [range]);
  const read = useGroups({ destinationId, state, from });
  const nameOf = useNames('destination');
  const chosen = chosenGroup(view, destinationId);
  const [first] = read.data ?? [];
  const choose = ({ destinationId: destination, outcome, reason }: GroupName): void =>
    change({ destination, outcome, reason, open: undefined, event: undefined, user: undefined });
  useEffect(() => {
    if (chosen !== undefined || first === undefined) return;
    const { destinationId: destination, outcome, reason } = first;
    change({ destination, outcome, reason });
  }, [chosen, first, change]);
  return (
    <>
      <GroupFilters state={state} range={range} change={change} asOf={read.asOf} />
      <Reading read={read} bones={<Bones rows={4} height={32} />}>
        {(groups) =>
          groups.length === 0 && chosen === undefined ? (
            <Nothing isOpen={state === 'open'} destinationId={destinationId} />
          ) : (
            <>
              <div className="und-groups">
                <GroupsTable
                  {...{ groups, chosen, onChoose: choose }}
                  {...(destinationId === undefined ? { nameOf } : {})}
                />
              </div>
              {chosen !== undefined && <OfGroup key={keyOfGroup(chosen)} {...{ chosen, groups, from, nameOf }} />}
            </>
          )
        }
      </Reading>
    </>
  );
}

function Nothing({ isOpen, destinationId }: { readonly isOpen: boolean; readonly destinationId: string | undefined }) {
  return (
    <EmptyState
      says={
        isOpen
          ? 'Nothing is undelivered: no event that is open was given up or refused in this time.'
          : 'Nothing matches. Events are listed for 90 days after they were given up.'
      }
      command={`penstock undelivered${destinationId === undefined ? '' : ` --destination ${destinationId}`}`}
    />
  );
}

type OfGroupProps = {
  readonly chosen: GroupName;
  readonly groups: readonly Group[];
  readonly from: string | undefined;
  readonly nameOf: (id: string) => string;
};

function OfGroup(props: OfGroupProps) {
  const { chosen, nameOf } = props;
  const mayNot = useWhyNot('events:read');
  return (
    <>
      {mayNot === undefined ? (
        <Events {...props} />
      ) : (
        <div className="und-note stack">
          <h2>
            {reasonTitle(chosen.reason)} from {nameOf(chosen.destinationId)}
          </h2>
          <PermissionNote permission="events:read" what="see the events themselves" />
        </div>
      )}
    </>
  );
}

function Events({ chosen, groups, from, nameOf }: OfGroupProps) {
  const [view, change] = useView();
  const { event, user: userId, open: openId } = view;
  const state = stateIn(view);
  const { destinationId, reason } = chosen;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isSettling, setSettling] = useState(false);
  const filter = useFilter({ ...chosen, from, event, userId });
  const pages = usePages(
    'GET /undelivered-events',
    { query: { ...filter, state } },
    isSettling ? { every: SETTLE_MS } : {},
  );
  const ofGroup = groups.find((group) => keyOfGroup(group) === keyOfGroup(chosen))?.count ?? 0;
  const count = event === undefined && userId === undefined ? ofGroup : undefined;
  const onResolved = (): void => {
    setSelected(new Set());
    setSettling(true);
  };
  return (
    <>
      <div className="und-head between">
        <h2 className="cut">
          {reasonTitle(reason)} from {nameOf(destinationId)}
        </h2>
        <EventFilters key={`${event ?? ''} ${userId ?? ''}`} event={event} user={userId} change={change} />
      </div>
      <div className="und-list">
        <Reading read={pages} bones={<Bones rows={8} height={32} />}>
          {(rows) =>
            rows.length === 0 && !pages.hasMore ? (
              <p className="und-note t2">None of them {state === 'open' ? 'is open any more' : 'matches'}.</p>
            ) : (
              <EventsTable
                {...{ pages, rows, total: count, openId, showsState: state === 'all' }}
                onOpen={(id) => change({ open: id })}
                selection={state === 'open' ? { ids: selected, choose: setSelected } : undefined}
              />
            )
          }
        </Reading>
      </div>
      {openId !== undefined && <UndeliveredDrawer id={openId} onClose={() => change({ open: undefined })} />}
      {(state === 'open' || state === 'all') && (
        <AllBar
          {...{ filter, selected, onResolved }}
          destinationName={nameOf(destinationId)}
          count={state === 'open' ? count : undefined}
          loaded={pages.data?.length ?? 0}
          firstId={pages.data?.find((found) => found.state === 'open')?.id}
        />
      )}
    </>
  );
}

type FilterParts = GroupName & Readonly<Record<'from' | 'event' | 'userId', string | undefined>>;

/** The same for as long as it says the same. */
function useFilter({ destinationId, outcome, reason, from, event, userId }: FilterParts): Filter {
  return useMemo(
    () => ({
      ...{ destinationId, outcome, reason },
      ...(from === undefined ? {} : { from }),
      ...(event === undefined ? {} : { event }),
      ...(userId === undefined ? {} : { userId }),
    }),
    [destinationId, outcome, reason, from, event, userId],
  );
}
