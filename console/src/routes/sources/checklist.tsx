// What to look at when nothing comes. An event with a wrong key belongs to no source, so that no page can show it: here a
// key is compared with the ones that there are.

import { useState } from 'react';
import { useSettings } from '../../data/api.tsx';
import { useList } from '../../data/read.ts';
import { CodeLine } from '../../parts/copyable.tsx';
import { Field, TextInput } from '../../parts/field.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import { curlOf } from '../shared/curl-of.ts';
import { judgeKey } from './judge-key.ts';
import type { Source } from './intake.ts';

export function Checklist({ source }: { readonly source: Source }) {
  const { ingestUrl } = useSettings();
  const [writeKey] = source.writeKeys;
  return (
    <div className="stack nothing">
      <h3>Nothing after a minute?</h3>
      <table className="dense checks">
        <tbody>
          <tr>
            <td>The source</td>
            <td className="t2">
              {source.enabled
                ? 'It is switched on.'
                : 'It is switched off, so that everything is refused: see Keys and settings.'}
            </td>
          </tr>
          <tr>
            <td>The host</td>
            <td className="t2">
              <code>{ingestUrl}</code>, with http or https and the port as they stand here. Some SDKs add{' '}
              <code>/v1</code> themselves, some do not: write it as the snippet does.
            </td>
          </tr>
          <tr>
            <td>The process</td>
            <td className="t2">A script that ends at once must flush first.</td>
          </tr>
          <tr>
            <td>The key</td>
            <td className="t2">
              A wrong one is answered with 200 too, as Segment does, and its events are in no source.
            </td>
          </tr>
        </tbody>
      </table>
      {writeKey !== undefined && (
        <>
          <KeyCheck source={source} />
          <div>
            <p className="label">Or ask from the machine that sends</p>
            <CodeLine text={curlOf({ url: ingestUrl, writeKey })} label="Copy the command" />
            <p className="t2 label">
              If even this does not arrive, that machine does not reach this address. With another key,{' '}
              <code>x-penstock-warning</code> in the answer says why nothing was accepted.
            </p>
          </div>
        </>
      )}
    </div>
  );
}

function KeyCheck({ source }: { readonly source: Source }) {
  const [typed, setTyped] = useState('');
  const sources = useList('GET /sources');
  const judged = sources.data === undefined ? undefined : judgeKey(typed, source.id, sources.data);
  const fault = judged?.isRight === false ? judged.says : undefined;
  return (
    <Field
      label="The key that your app sends with"
      fault={fault}
      help={
        judged?.isRight === true ? (
          <>
            <StateGlyph state="ok" /> {judged.says}
          </>
        ) : (
          'Paste it, and see whether it is one of this source. It is not sent anywhere.'
        )
      }
    >
      <TextInput isMono value={typed} onChange={setTyped} autoComplete="off" spellCheck={false} />
    </Field>
  );
}
