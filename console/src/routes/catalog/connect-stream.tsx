import { useState } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import { useGo } from '../../app/links.tsx';
import { problemsOf, useWrite } from '../../data/write.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { faultsOf, settingsOf, valuesOf } from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import { faultsHere } from '../sources/function-of-source.tsx';
import { isTaken, NameAndIdFields, useNameAndId, whyNotNamed } from '../sources/name-and-id.tsx';

type Metadata = DataOf<'GET /catalog/sources/{sourceMetadataId}'>['sourceMetadata'];
type ConnectProps = { readonly metadata: Metadata; readonly onClose: () => void };

/** Makes a source of a stream, and leads to where its first event is waited for. */
export function ConnectStream({ metadata, onClose }: ConnectProps) {
  const { id: metadataId, name, settingsSchema: schema, isOfRequests } = metadata;
  const names = useNameAndId(name);
  const [values, setValues] = useState(() => valuesOf(schema));
  const [isTried, setTried] = useState(false);
  const { run, isBusy, error } = useWrite('POST /sources');
  const go = useGo();
  const problems = faultsHere(problemsOf(error));
  const faults = new Map([...problems, ...(isTried ? faultsOf(schema, values) : [])]);

  async function connect(): Promise<void> {
    setTried(true);
    if (faultsOf(schema, values).size > 0) return;
    const made = await run({ body: { ...names.said, metadataId, functionSettings: settingsOf(schema, values) } });
    if (made === undefined) return;
    await go({ to: '/w/$workspace/sources/$sourceId/setup', params: { sourceId: made.source.id } });
  }
  return (
    <FormDialog
      title={`Connect ${name}`}
      says={
        isOfRequests
          ? 'It becomes a source of this workspace, with an address of its own for what it sends.'
          : 'It becomes a source of this workspace, with a write key that you give to who sends.'
      }
      verb="Connect it"
      why={whyNotNamed(names)}
      isOpen
      isBusy={isBusy}
      onClose={onClose}
      onSubmit={() => void connect()}
    >
      <NameAndIdFields of={names} error={error} />
      {Object.keys(schema.properties).length > 0 && (
        <SchemaForm schema={schema} values={values} onChange={setValues} faults={faults} />
      )}
      {error !== undefined && !isTaken(error) && problems.size === 0 && <ErrorState error={error} />}
    </FormDialog>
  );
}
