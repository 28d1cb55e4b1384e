// What people take elsewhere: ids, keys, commands, code. Copying says so, also to who cannot see it.

import { useEffect, useState, type ReactNode } from 'react';
import { IconButton } from './button.tsx';

const SAID_MS = 2000;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [result, setResult] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (result === undefined) return undefined;
    const timer = setTimeout(() => setResult(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = (): void => {
    copyText(text).then(
      () => setResult('copied'),
      () => setResult('failed'),
    );
  };
  return (
    <>
      <IconButton icon={result === 'copied' ? 'check' : 'copy'} label={label} onClick={copy} />
      <span className="sr" role="status">
        {result === 'copied' && 'Copied'}
        {result === 'failed' && 'The browser does not allow copying. Mark the text and copy it.'}
      </span>
    </>
  );
}

async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

type CopyableProps = {
  readonly text: string;
  /** What it is: "Copy the write key". */
  readonly label: string;
  /** What is shown instead of all of it; an id is never cut without this beside it. */
  readonly children?: ReactNode;
};

/** An id or a key with a button that copies it. */
export function Copyable({ text, label, children }: CopyableProps) {
  return (
    <span className="copyable">
      <code className="cut" title={text}>
        {children ?? text}
      </code>
      <CopyButton text={text} label={label} />
    </span>
  );
}

/** One line that is typed in a shell. */
export function CodeLine({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="codeline">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
