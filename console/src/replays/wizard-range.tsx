import { useState } from 'react';
import { useView } from '../app/links.tsx';
import { EVENT_TYPES } from '../../../domain/events/event.ts';
import { Button } from '../parts/button.tsx';
import { Check, Field, TextArea, TextInput } from '../parts/field.tsx';
import { useZone } from '../parts/zone.tsx';
import { typesIn } from './replay.ts';
import { fromField, toField } from './times.ts';
import { DAY_MS } from '../../../domain/base/time-units.ts';

/** Which time, and which kinds of events. */
export function RangeStep() {
  const [view, change] = useView();
  const [opened] = useState(() => new Date());
  const [from, setFrom] = useState(view['from'] ?? new Date(opened.getTime() - DAY_MS).toISOString());
  const [to, setTo] = useState(view['to']);
  const [types, setTypes] = useState<readonly string[]>(typesIn(view));
  const [events, setEvents] = useState(view['events'] ?? '');
  const [users, setUsers] = useState(view['users'] ?? '');
  const go = (): void => {
    if (to !== undefined && to <= from) return;
    const kinds = { types: types.join(',') || undefined, events: events.trim() || undefined };
    change({ from, to, ...kinds, users: users.trim() || undefined, step: 'dry-run', dry: undefined }, { isStep: true });
  };
  return (
    <form
      className="replay-form stack"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <Times {...{ from, setFrom, to, setTo }} />
      <Types types={types} setTypes={setTypes} />
      <Field label="Names of events" note="optional" help="One a line, such as Order Completed. Empty: all.">
        <TextArea value={events} onChange={setEvents} rows={3} />
      </Field>
      <Field label="Users" note="optional" help="userId or anonymousId, one a line. Empty: all.">
        <TextArea value={users} onChange={setUsers} rows={2} isMono />
      </Field>
      <div className="row">
        <Button kind="quiet" onClick={() => change({ step: 'why' })}>
          Back
        </Button>
        <Button type="submit" kind="primary">
          Count them in a dry run
        </Button>
      </div>
    </form>
  );
}

type TimesProps = {
  readonly from: string;
  readonly setFrom: (from: string) => void;
  readonly to: string | undefined;
  readonly setTo: (to: string | undefined) => void;
};

function Times({ from, setFrom, to, setTo }: TimesProps) {
  const { zone } = useZone();
  const fault = to !== undefined && to <= from ? 'It has to be after the beginning.' : undefined;
  return (
    <div className="pair">
      <Field label="Received from" note={zone === 'utc' ? 'UTC' : 'local time'}>
        <TextInput
          type="datetime-local"
          required
          value={toField(from, zone)}
          onChange={(text) => setFrom(fromField(text, zone) ?? from)}
        />
      </Field>
      <Field label="Until" note="optional" help="Empty: until now" fault={fault}>
        <TextInput
          type="datetime-local"
          value={to === undefined ? '' : toField(to, zone)}
          onChange={(text) => setTo(fromField(text, zone))}
        />
      </Field>
    </div>
  );
}

type TypesProps = { readonly types: readonly string[]; readonly setTypes: (types: readonly string[]) => void };

function Types({ types, setTypes }: TypesProps) {
  return (
    <fieldset className="field">
      <legend>
        Types <span className="opt">none chosen: all</span>
      </legend>
      <div className="row wrap">
        {EVENT_TYPES.map((type) => (
          <Check
            key={type}
            checked={types.includes(type)}
            onChange={(isChosen) => setTypes(isChosen ? [...types, type] : types.filter((chosen) => chosen !== type))}
          >
            {type}
          </Check>
        ))}
      </div>
    </fieldset>
  );
}
