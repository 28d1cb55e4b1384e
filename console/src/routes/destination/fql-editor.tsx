// The editor of a filter: FQL in its colours, faults under the character, fields of the source completed. It is loaded when
// somebody goes to a filter.

import { StreamLanguage } from '@codemirror/language';
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { useEffect, useMemo, useRef } from 'react';
import { FUNCTIONS } from '../../../../domain/fql/functions.ts';
import CodeEditor from '../../parts/code-editor.tsx';
import { typeWord, type SentField } from './fields.ts';
import { nextInk, type Fault, type Ink } from './fql-text.ts';

const TAGS: Readonly<Partial<Record<Ink, string>>> = {
  keyword: 'keyword',
  string: 'string',
  number: 'number',
};

const fql = StreamLanguage.define<unknown>({
  name: 'fql',
  token(stream) {
    const { ink, length } = nextInk(stream.string.slice(stream.pos));
    stream.pos += length;
    return TAGS[ink] ?? null;
  },
});

type EditorProps = {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly fault: Fault | undefined;
  readonly hints: readonly Fault[];
  readonly fields: readonly SentField[];
  /** Names of track calls. */
  readonly events: readonly string[];
  readonly isReadOnly: boolean;
};

export default function FqlEditor({ label, text, onChange, fault, hints, fields, events, isReadOnly }: EditorProps) {
  const known = useRef({ fields, events });
  useEffect(() => {
    known.current = { fields, events };
  });
  const faults = useMemo(
    () => [...(fault === undefined ? [] : [fault]), ...hints.map((hint) => ({ ...hint, isHint: true }))],
    [fault, hints],
  );
  const complete = useMemo(() => (context: CompletionContext) => completionsAt(context, known.current), []);
  return (
    <CodeEditor
      label={label}
      value={text}
      onChange={onChange}
      language={fql}
      faults={faults}
      complete={complete}
      placeholder={'type = "track" and event = "Order Completed"'}
      isReadOnly={isReadOnly}
      hasLineNumbers
      minHeight={184}
      maxHeight={320}
    />
  );
}

type Known = Pick<EditorProps, 'fields' | 'events'>;

const SNIPPETS = ['and', 'or', 'in', 'true', 'false', 'null', 'all'];

export function completionsAt(context: CompletionContext, { fields, events }: Known): CompletionResult | null {
  const value = context.matchBefore(/\bevent\s*(?:!?=|in\s*\[(?:[^\]]*,)?)\s*["']?[^"'\],]*/);
  if (value !== null) {
    const typed = /["']?[^"'\],=[]*$/.exec(value.text)?.[0].trimStart() ?? '';
    return {
      from: context.pos - typed.length,
      options: events.map((event) => ({ label: JSON.stringify(event), type: 'text' })),
    };
  }
  const word = context.matchBefore(/[\w.\\-]*/);
  if (word === null || (word.text === '' && !context.explicit)) return null;
  return {
    from: word.from,
    validFor: /^[\w.\\-]*$/,
    options: [
      ...fields.map(({ path, types }) => ({ label: path, detail: types.map(typeWord).join(', '), type: 'property' })),
      ...[...FUNCTIONS.keys()].map((name) => ({
        label: name,
        apply: `${name}(`,
        detail: 'function',
        type: 'function',
      })),
      ...SNIPPETS.map((name) => ({ label: name, type: 'keyword' })),
    ],
  };
}
