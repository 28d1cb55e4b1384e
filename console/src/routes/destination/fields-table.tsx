// The fields that the source sends, beside the filter that asks for them.

import { useState } from 'react';
import { Named } from '../../names/named.tsx';
import { Button } from '../../parts/button.tsx';
import { State } from '../../parts/state.tsx';
import { typeWord, type SentField } from './fields.ts';

const FEW = 6;

export function FieldsTable({
  fields,
  sourceId,
}: {
  readonly fields: readonly SentField[];
  readonly sourceId: string;
}) {
  const [isWhole, setWhole] = useState(false);
  if (fields.length === 0) {
    return (
      <p className="t2">
        What <Named kind="source" id={sourceId} /> sends is not known yet.
      </p>
    );
  }
  return (
    <div className="dst-fieldlist">
      <h3>Fields that this source sends</h3>
      <table className="dense">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Examples</th>
            <th scope="col" className="num">
              In about
            </th>
          </tr>
        </thead>
        <tbody>
          {(isWhole ? fields : fields.slice(0, FEW)).map(({ path, types, examples, share }) => (
            <tr key={path}>
              <td>
                <code>{path}</code>
              </td>
              <td className="t2">
                {types.length > 1 ? <State state="warn">{types.map(typeWord).join(', ')}</State> : types.map(typeWord)}
              </td>
              <td>
                <code className="t2 cut">{examples.map((example) => JSON.stringify(example)).join(', ')}</code>
              </td>
              <td className="num">{share === undefined ? '–' : `${Math.round(share * 100)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {fields.length > FEW && (
        <p className="row label t3">
          {isWhole ? fields.length : FEW} of {fields.length}.
          <Button kind="quiet" size="small" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Fewer' : 'All fields'}
          </Button>
        </p>
      )}
    </div>
  );
}
