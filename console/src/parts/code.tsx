// Code and JSON as text: whatever is in it, nothing of it becomes markup. Long texts are shown in part until asked for.

import { Fragment, useState } from 'react';
import { CopyButton } from './copyable.tsx';
import { Button } from './button.tsx';
import { bytesText } from './number.tsx';

/** More at once makes a browser slow. */
const SHOWN_CHARACTERS = 64 * 1024;

type CodeProps = {
  readonly text: string;
  readonly language?: 'json' | 'text';
  /** What it is: "the event". */
  readonly label: string;
};

export function CodeBlock({ text, language = 'text', label }: CodeProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? text : text.slice(0, SHOWN_CHARACTERS);
  return (
    <div className="codewrap">
      <div className="copy">
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
      <pre className="codebox" tabIndex={0} role="region" aria-label={label}>
        <code>{language === 'json' ? <Json text={shown} /> : shown}</code>
      </pre>
      {shown.length < text.length && (
        <p className="row">
          <span className="label">
            {bytesText(shown.length)} of {bytesText(text.length)} are shown.
          </span>
          <Button size="small" onClick={() => setWhole(true)}>
            Show all
          </Button>
        </p>
      )}
    </div>
  );
}

/** A value as JSON, indented. */
export function JsonBlock({ value, label }: { readonly value: unknown; readonly label: string }) {
  return <CodeBlock text={JSON.stringify(value, undefined, 2)} language="json" label={label} />;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)/g;

/** Three inks: names of fields, values, the rest. */
function Json({ text }: { readonly text: string }) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [all, string, colon, literal] = match;
    parts.push(<Fragment key={from}>{text.slice(from, match.index)}</Fragment>);
    const kind = colon === undefined ? 'v' : 'k';
    parts.push(
      <span key={`${match.index}t`} className={literal === undefined ? kind : 'v'}>
        {string ?? literal}
      </span>,
    );
    from = match.index + all.length - (colon?.length ?? 0);
  }
  parts.push(<Fragment key={from}>{text.slice(from)}</Fragment>);
  return parts;
}
