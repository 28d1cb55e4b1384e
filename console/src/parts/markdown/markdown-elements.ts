// Markdown of strangers as elements of React. HTML in it stays text, pictures become links, and addresses are those of the
// web and of mail: nothing in it can run, and nothing is asked of a foreign host before somebody follows a link.

import type { Definition, Nodes, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { createElement, Fragment, type ReactNode } from 'react';

/** What is nested deeper is left out: nobody reads it, and each level takes a call. */
const MAX_DEPTH = 20;

/** Below the title of the page. */
const FIRST_HEADING = 2;
const LAST_HEADING = 6;

type Context = { readonly definitions: ReadonlyMap<string, Definition>; readonly depth: number };

export function markdownElements(markdown: string): ReactNode {
  const root = fromMarkdown(markdown, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  const definitions = new Map(
    root.children.flatMap((node) => (node.type === 'definition' ? [[node.identifier, node] as const] : [])),
  );
  return childrenOf(root.children, { definitions, depth: 0 });
}

function childrenOf(nodes: readonly Nodes[], { definitions, depth }: Context): ReactNode {
  if (depth > MAX_DEPTH) return '…';
  const inner = { definitions, depth: depth + 1 };
  // Nodes have no names: their place is what they are known by.
  return nodes.map((node, index) => createElement(Fragment, { key: index }, elementOf(node, inner)));
}

function elementOf(node: Nodes, context: Context): ReactNode {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value;
    case 'inlineCode':
      return createElement('code', null, node.value);
    case 'code':
      return createElement('pre', { className: 'codebox', tabIndex: 0 }, createElement('code', null, node.value));
    case 'break':
      return createElement('br');
    case 'thematicBreak':
      return createElement('hr');
    case 'heading': {
      const level = Math.min(Math.max(node.depth, FIRST_HEADING), LAST_HEADING);
      return createElement(`h${level}`, null, childrenOf(node.children, context));
    }
    case 'list': {
      const items = childrenOf(node.children, context);
      if (node.ordered !== true) return createElement('ul', null, items);
      return createElement('ol', node.start === 1 ? null : { start: node.start ?? 1 }, items);
    }
    case 'listItem': {
      const [only] = node.children;
      const isPlain = node.children.length === 1 && only?.type === 'paragraph';
      return createElement('li', null, childrenOf(isPlain ? only.children : node.children, context));
    }
    case 'table':
      return tableOf(node, context);
    default:
      return linkOrWrapped(node, context);
  }
}

const WRAPPERS: Partial<Record<Nodes['type'], string>> = {
  paragraph: 'p',
  emphasis: 'em',
  strong: 'strong',
  blockquote: 'blockquote',
};

function linkOrWrapped(node: Nodes, context: Context): ReactNode {
  if (node.type === 'link') return link(node.url, childrenOf(node.children, context));
  if (node.type === 'image') return link(node.url, altOf(node.alt));
  if (node.type === 'linkReference') {
    return link(context.definitions.get(node.identifier)?.url, childrenOf(node.children, context));
  }
  if (node.type === 'imageReference') {
    return link(context.definitions.get(node.identifier)?.url, altOf(node.alt));
  }
  const wrapper = WRAPPERS[node.type];
  return wrapper !== undefined && 'children' in node
    ? createElement(wrapper, null, childrenOf(node.children, context))
    : null;
}

/** Who has not said what is to be seen has not said nothing. */
function altOf(alt: string | null | undefined): string {
  return alt === null || alt === undefined || alt === '' ? 'a picture' : alt;
}

function link(address: string | undefined, children: ReactNode): ReactNode {
  const href = safeHref(address);
  if (href === undefined) return children;
  return createElement(
    'a',
    { className: 'link', href, rel: 'noopener noreferrer nofollow', target: '_blank' },
    children,
  );
}

/** The address, if it is one of the web or of mail. */
export function safeHref(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  return url !== null && ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}

function tableOf({ children: [head, ...rows] }: Table, context: Context): ReactNode {
  const row = (cells: Table['children'][number] | undefined, cell: 'th' | 'td') =>
    createElement(
      'tr',
      null,
      cells?.children.map(({ children }, index) => createElement(cell, { key: index }, childrenOf(children, context))),
    );
  const body = rows.map((cells, index) => createElement(Fragment, { key: index }, row(cells, 'td')));
  return createElement(
    'div',
    { className: 'table-scroll', tabIndex: 0, role: 'group', 'aria-label': 'A table' },
    createElement('table', null, createElement('thead', null, row(head, 'th')), createElement('tbody', null, body)),
  );
}
