// Code and JSON as text: whatever is in it, nothing of it becomes markup. Long texts are shown in part until asked for.

import { useMemo, useState } from 'react';
import { CopyButton } from './copyable.tsx';
import { Button } from './button.tsx';
import { codeTokens } from './code-tokens.ts';
import { jsonTokens } from './json-tokens.ts';
import { bytesText } from './number.tsx';

/** More at once makes a browser slow. */
const SHOWN_CHARACTERS = 64 * 1024;

type CodeProps = {
  readonly text: string;
  /** `json`, which is indented whatever it was and may be cut off; `sh`, `js`, … @default text */
  readonly language?: string;
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
        <code>
          {language === 'sh' && <span className="p">$ </span>}
          <Inked text={shown} language={language} />
        </code>
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

const INKS = { key: 'k', keyword: 'k', value: 'v', literal: 'v', mark: 'p', comment: 'c' } as const;

/** Three inks: names or keywords, values, the rest. */
function Inked({ text, language }: { readonly text: string; readonly language: string }) {
  const tokens = useMemo(() => {
    if (language === 'text') return [{ kind: 'rest', text }] as const;
    return language === 'json' ? jsonTokens(text) : codeTokens(text, language);
  }, [text, language]);
  return tokens.map(({ kind, text: part }, index) =>
    // Their order is all that tells them apart.
    kind in INKS ? (
      <span key={index} className={INKS[kind as keyof typeof INKS]}>
        {part}
      </span>
    ) : (
      part
    ),
  );
}
