import { useMemo } from 'react';
import { markdownElements } from './markdown-elements.ts';

/** Markdown that a stranger may have written. */
export function Markdown({ text }: { readonly text: string }) {
  const elements = useMemo(() => markdownElements(text), [text]);
  return <div className="prose">{elements}</div>;
}
