/** A sentence of the documentation with `code` and **what matters** in it. */
export function Inline({ text }: { readonly text: string }) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, index) => {
    if (part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>;
    return part.startsWith('**') ? <b key={index}>{part.slice(2, -2)}</b> : part;
  });
}
