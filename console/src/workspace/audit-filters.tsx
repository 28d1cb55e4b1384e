// By what the audit log is filtered; all of it stands in the address, so that a link leads to what one has seen.

import { useState } from 'react';
import { useView, type View } from '../app/links.tsx';
import { useMay } from '../data/api.tsx';
import { useList } from '../data/read.ts';
import { Button } from '../parts/button.tsx';
import { Select, TextInput } from '../parts/field.tsx';
import { useZone } from '../parts/zone.tsx';
import { fromField, toField } from '../replays/times.ts';

const TYPES = [
  ['', 'Of anything'],
  ...['source', 'destination', 'user', 'token', 'grant', 'replay', 'app', 'component', 'workspace'].map(
    (type) => [type, `Of ${type === 'app' ? 'an' : 'a'} ${type}`] as const,
  ),
] as const;

/** Names in the address, all of them texts of the API. */
const FILTERS = ['type', 'id', 'actor', 'from', 'to'] as const;

/** What is asked of the API. */
export const auditQueryOf = ({ type, id, actor, from, to }: View) => ({
  ...{ resourceType: type, resourceId: id, actorId: actor, from, to },
});

/** `actors`: who is seen below, by name; some of them are no members any more, or no people. */
export function AuditFilters({ actors }: { readonly actors: ReadonlyMap<string, string> }) {
  const [view, change] = useView();
  const filter = (changed: View): void => change({ ...changed, open: undefined });
  const isFiltered = FILTERS.some((name) => view[name] !== undefined);
  return (
    <div className="audit-tools row" role="search" aria-label="Filter the audit log">
      <Select
        aria-label="Kind of resource"
        value={view['type'] ?? ''}
        options={TYPES}
        onChange={(chosen) => filter({ type: chosen || undefined })}
      />
      <ResourceId key={view['id'] ?? ''} id={view['id'] ?? ''} onChange={(id) => filter({ id: id || undefined })} />
      <Who actors={actors} value={view['actor'] ?? ''} onChange={(actor) => filter({ actor: actor || undefined })} />
      <Moment name="From" value={view['from']} onChange={(from) => filter({ from })} />
      <Moment name="Until" value={view['to']} onChange={(to) => filter({ to })} />
      {isFiltered && (
        <Button
          kind="quiet"
          size="small"
          onClick={() => filter(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
        >
          Show all
        </Button>
      )}
    </div>
  );
}

type TextProps = { readonly id: string; readonly onChange: (id: string) => void };

/** Used when somebody has typed it: on Enter, or when they go on. */
function ResourceId({ id, onChange }: TextProps) {
  const [text, setText] = useState(id);
  const use = (): void => {
    if (text.trim() !== id) onChange(text.trim());
  };
  return (
    <TextInput
      aria-label="Id of the resource"
      placeholder="Which: any id"
      isMono
      value={text}
      onChange={setText}
      onBlur={use}
      onKeyDown={({ key }) => key === 'Enter' && use()}
    />
  );
}

type WhoProps = {
  readonly actors: ReadonlyMap<string, string>;
  readonly value: string;
  readonly onChange: (actor: string) => void;
};

function Who({ actors, value, onChange }: WhoProps) {
  const { may } = useMay('members:read');
  const users = useList('GET /users', {}, { when: may });
  const named = new Map([...(users.data ?? []).map(({ id, name, email }) => [id, name ?? email] as const), ...actors]);
  if (value !== '' && !named.has(value)) named.set(value, value);
  const options = [...named].toSorted(([, one], [, other]) => one.localeCompare(other, 'en'));
  return (
    <Select
      aria-label="Who did it"
      value={value}
      options={[['', 'By anybody'], ...options.map(([id, name]) => [id, `By ${name}`] as const)]}
      onChange={onChange}
    />
  );
}

type MomentProps = {
  readonly name: string;
  readonly value: string | undefined;
  readonly onChange: (at: string | undefined) => void;
};

function Moment({ name, value, onChange }: MomentProps) {
  const { zone } = useZone();
  return (
    <label className="row audit-moment">
      <span className="label">{name}</span>
      <TextInput
        type="datetime-local"
        title={zone === 'utc' ? 'In UTC' : 'By the clock of this computer'}
        value={value === undefined ? '' : toField(value, zone)}
        onChange={(text) => onChange(fromField(text, zone))}
      />
    </label>
  );
}
