// Markdown of strangers as elements of React. What it becomes, and what it cannot become, domain/catalog/markdown.ts says.

import { createElement, Fragment, type ReactNode } from 'react';
import { readMarkdown, type MarkdownNode } from '../../../../domain/catalog/markdown.ts';

export function markdownElements(markdown: string): ReactNode {
  return elementsOf(readMarkdown(markdown));
}

function elementsOf(nodes: readonly MarkdownNode[]): ReactNode {
  // Nodes have no names: their place is what they are known by.
  return nodes.map((node, index) => createElement(Fragment, { key: index }, elementOf(node)));
}

/** React has names of its own for some attributes. */
const NAMES: Readonly<Record<string, string>> = { class: 'className', tabindex: 'tabIndex' };

function elementOf(node: MarkdownNode): ReactNode {
  if (typeof node === 'string') return node;
  const { tag, attributes = {}, children } = node;
  const props = Object.entries(attributes).map(([name, value]) => [NAMES[name] ?? name, value]);
  return createElement(
    tag,
    Object.fromEntries(props) as Record<string, string>,
    ...(children.length === 0 ? [] : [elementsOf(children)]),
  );
}
