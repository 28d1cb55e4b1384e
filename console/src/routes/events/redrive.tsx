// Sending the event that is looked at round again to one destination. A trace has no id of what was not delivered, so the
// list of those is looked through, about when it ended.

import { useState } from 'react';
import type { ApiClient } from '../../../../client/api-client.ts';
import { SECOND_MS } from '../../../../domain/base/time-units.ts';
import { useApi } from '../../data/api.tsx';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import { useToast } from '../../parts/toast.tsx';
import type { DestinationTrace } from './trace-view.ts';

type RedriveProps = {
  readonly destination: DestinationTrace;
  readonly name: string;
  readonly sourceId: string;
  readonly messageId: string;
  readonly onDone: () => void;
};

/** Whether it ended undelivered, and nobody has decided about it since. */
export const isUndelivered = ({ end }: DestinationTrace): boolean =>
  (end.state === 'discarded' || end.state === 'dead_lettered') && end.reason !== 'operator' && end.at !== undefined;

export function Redrive({ destination, name, sourceId, messageId, onDone }: RedriveProps) {
  const api = useApi();
  const why = useWhyNot('undelivered-events:write');
  const { run, isBusy, error } = useWrite('POST /undelivered-events/redrive');
  const say = useToast();
  const [search, setSearch] = useState<'looking' | 'gone' | Error>();
  const redrive = async (): Promise<void> => {
    setSearch('looking');
    try {
      const id = await findUndelivered(api, { destination, sourceId, messageId });
      setSearch(id === undefined ? 'gone' : undefined);
      if (id === undefined || (await run({ body: { ids: [id] } })) === undefined) return;
      say(`1 event is waiting again for ${name}`);
      onDone();
    } catch (failed) {
      setSearch(failed instanceof Error ? failed : new Error(String(failed)));
    }
  };
  return (
    <div className="stack">
      <div>
        <Button
          size="small"
          icon="refresh"
          why={why}
          isBusy={isBusy || search === 'looking'}
          onClick={() => void redrive()}
        >
          Redrive to {name}
        </Button>
      </div>
      {(search instanceof Error || error !== undefined) && (
        <ErrorState error={search instanceof Error ? search : error} />
      )}
      {search === 'gone' && (
        <p className="banner note" role="status">
          <StateGlyph state="skip" />
          <span>It is not among the open undelivered events any more. A replay can send it from the archive.</span>
        </p>
      )}
    </div>
  );
}

/** More than ended in two seconds at one destination for one reason, in all but the worst of outages. */
const MOST_LOOKED_THROUGH = 2000;

type Wanted = Pick<RedriveProps, 'destination' | 'sourceId' | 'messageId'>;

async function findUndelivered(
  api: ApiClient,
  { destination, sourceId, messageId }: Wanted,
): Promise<string | undefined> {
  const { id: destinationId, end, subscriptionId } = destination;
  const endedMs = Date.parse(end.at ?? '');
  const query = {
    ...{ destinationId, limit: 200 },
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    ...{ outcome: end.state === 'discarded' ? ('discarded' as const) : ('dead-lettered' as const) },
    from: new Date(endedMs - SECOND_MS).toISOString(),
    to: new Date(endedMs + SECOND_MS).toISOString(),
  };
  let looked = 0;
  for await (const one of api.list('GET /undelivered-events', { query })) {
    if (one.messageId === messageId && one.sourceId === sourceId) return one.id;
    if (++looked >= MOST_LOOKED_THROUGH) break;
  }
  return undefined;
}
