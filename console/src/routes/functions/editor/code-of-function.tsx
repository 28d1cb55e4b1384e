// The editor of a function's code. It is loaded when somebody goes to one.

import type { CompletionContext } from '@codemirror/autocomplete';
import { javascript } from '@codemirror/lang-javascript';
import { useEffect, useMemo, useRef } from 'react';
import CodeEditor from '../../../parts/code-editor.tsx';
import { completionsAt, type Known } from './completions.ts';
import type { LoadFault } from './load-fault.ts';

type CodeProps = {
  readonly text: string;
  readonly type: string;
  readonly known: Known;
  readonly isReadOnly: boolean;
  /** Why it does not load, where that is known of a place. */
  readonly fault: LoadFault | undefined;
  readonly onChange: (text: string) => void;
};

const LANGUAGE = javascript();

export default function CodeOfFunction({ text, type, known, isReadOnly, fault, onChange }: CodeProps) {
  const live = useRef({ known, type });
  useEffect(() => {
    live.current = { known, type };
  });
  const faults = useMemo(() => (fault === undefined ? [] : [fault]), [fault]);
  const complete = useMemo(
    () => (context: CompletionContext) => completionsAt(context, live.current.known, live.current.type),
    [],
  );
  return (
    <CodeEditor
      label="The code of the function"
      value={text}
      onChange={onChange}
      language={LANGUAGE}
      complete={complete}
      faults={faults}
      isReadOnly={isReadOnly}
      hasLineNumbers
      minHeight={320}
      maxHeight="max(320px, calc(100vh - 320px))"
    />
  );
}
