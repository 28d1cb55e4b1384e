import { useState } from 'react';
import type { ItemOf } from '../../../../client/api-client.ts';
import { useList } from '../../data/read.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, Select, TextInput } from '../../parts/field.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';

type Source = ItemOf<'GET /sources'>;
type ChooseProps = { readonly onChoose: (sourceId: string) => void };

/** Whose events it shall get. */
export function ChooseSource({ onChoose }: ChooseProps) {
  const sources = useList('GET /sources');
  return (
    <Reading read={sources} bones={<Bones rows={1} />}>
      {(found) =>
        found.length === 0 ? <FirstSource onChoose={onChoose} /> : <OneOf sources={found} onChoose={onChoose} />
      }
    </Reading>
  );
}

function OneOf({ sources, onChoose }: ChooseProps & { readonly sources: readonly Source[] }) {
  const [first] = sources;
  const [chosen, setChosen] = useState(first?.id ?? '');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(chosen);
      }}
    >
      <Field label="Source" help="It gets the events of this source from now on.">
        <Select
          value={chosen}
          options={sources.map(({ id, name, enabled }) => [id, `${name}${enabled ? '' : ' (switched off)'}`] as const)}
          onChange={setChosen}
        />
      </Field>
      <div>
        <Button type="submit" kind="primary">
          Confirm the source
        </Button>
      </div>
    </form>
  );
}

function FirstSource({ onChoose }: ChooseProps) {
  const [name, setName] = useState('');
  const { run, isBusy, error } = useWrite('POST /sources');
  const problems = problemsOf(error);
  const create = async (): Promise<void> => {
    const made = await run({ body: { name } });
    if (made !== undefined) onChoose(made.source.id);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <p className="t2">There is no source yet. A source is what sends events, such as a website.</p>
      <Field label="Name of the source" fault={problems.get('name')}>
        <TextInput value={name} onChange={setName} placeholder="Website" required maxLength={200} />
      </Field>
      {error !== undefined && problems.size === 0 && <ErrorState error={error} />}
      <div>
        <Button type="submit" kind="primary" isBusy={isBusy}>
          Create the source
        </Button>
      </div>
    </form>
  );
}
