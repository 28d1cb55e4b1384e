import { useState } from 'react';
import type { ApiCallError } from '../../../../client/call-error.ts';
import { Button } from '../../parts/button.tsx';
import { Field, TextInput } from '../../parts/field.tsx';
import { StateGlyph } from '../../parts/state.tsx';

type AskWhenProps = {
  readonly error: ApiCallError;
  readonly receivedAt: string | undefined;
  readonly onAsk: (receivedAt: string) => void;
};

/** Who took the event is forgotten after a while; the archive is looked through for a time that somebody remembers. */
export function AskWhen({ error, receivedAt = '', onAsk }: AskWhenProps) {
  const [text, setText] = useState(receivedAt);
  const ms = Date.parse(text.endsWith('Z') ? text : `${text}Z`);
  const fault = text !== '' && Number.isNaN(ms) ? 'Write a time in UTC, such as 2026-11-22T10:05:00Z.' : undefined;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!Number.isNaN(ms)) onAsk(new Date(ms).toISOString());
      }}
    >
      <p className="banner note" role="status">
        <StateGlyph state="skip" />
        <span>
          {error.message} If it came a moment ago, it is on its way: wait a second. If it came long ago, say about when.
        </span>
      </p>
      <div className="find">
        <Field
          label="About when it came, in UTC"
          fault={fault}
          help="The archive is looked through for ten minutes from then on."
        >
          <TextInput value={text} onChange={setText} placeholder="2026-11-22T10:05:00Z" isMono spellCheck={false} />
        </Field>
        <Button type="submit" icon="search" why={text === '' ? 'Say a time first' : undefined}>
          Look in the archive
        </Button>
      </div>
    </form>
  );
}
