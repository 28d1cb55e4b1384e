// Markdown of strangers as elements, for the console and for the pages that are rendered here: one reading for both. HTML in
// it stays text, pictures become links, and addresses are those of the web and of mail: nothing in it can run, and nothing
// is asked of a foreign host before somebody follows a link.

import type { Definition, Nodes, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { boundAttention, boundLines, MAX_NESTED } from './markdown-bounds.ts';

/** A text is a text, whatever is in it: who shows it as HTML escapes it. Attributes have their names of HTML. */
export type MarkdownNode =
  | string
  | {
      readonly tag: string;
      readonly attributes?: Readonly<Record<string, string | number>>;
      readonly children: readonly MarkdownNode[];
    };

/** What is nested deeper is left out: nobody reads it, and each level takes a call. */
const MAX_DEPTH = MAX_NESTED;

/** Below the title of the page. */
const FIRST_HEADING = 2;
const LAST_HEADING = 6;

type Context = { readonly definitions: ReadonlyMap<string, Definition>; readonly depth: number };

export function readMarkdown(markdown: string): readonly MarkdownNode[] {
  const root = fromMarkdown(boundLines(markdown), {
    extensions: [gfmTable(), boundAttention()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  const definitions = new Map(
    root.children.flatMap((node) => (node.type === 'definition' ? [[node.identifier, node] as const] : [])),
  );
  return childrenOf(root.children, { definitions, depth: 0 });
}

function childrenOf(nodes: readonly Nodes[], { definitions, depth }: Context): readonly MarkdownNode[] {
  if (depth > MAX_DEPTH) return ['…'];
  const inner = { definitions, depth: depth + 1 };
  return nodes.flatMap((node) => nodesOf(node, inner));
}

const element = (
  tag: string,
  children: readonly MarkdownNode[] = [],
  attributes: Readonly<Record<string, string | number>> = {},
): MarkdownNode => ({ tag, children, attributes });

function nodesOf(node: Nodes, context: Context): readonly MarkdownNode[] {
  switch (node.type) {
    case 'text':
    case 'html':
      return [node.value];
    case 'inlineCode':
      return [element('code', [node.value])];
    case 'code':
      return [element('pre', [element('code', [node.value])], { class: 'codebox', tabindex: 0 })];
    case 'break':
      return [element('br')];
    case 'thematicBreak':
      return [element('hr')];
    case 'heading': {
      const level = Math.min(Math.max(node.depth, FIRST_HEADING), LAST_HEADING);
      return [element(`h${level}`, childrenOf(node.children, context))];
    }
    case 'list': {
      const items = childrenOf(node.children, context);
      if (node.ordered !== true) return [element('ul', items)];
      return [element('ol', items, node.start === 1 ? {} : { start: node.start ?? 1 })];
    }
    case 'listItem': {
      const [only] = node.children;
      const isPlain = node.children.length === 1 && only?.type === 'paragraph';
      return [element('li', childrenOf(isPlain ? only.children : node.children, context))];
    }
    case 'table':
      return [tableOf(node, context)];
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

function linkOrWrapped(node: Nodes, context: Context): readonly MarkdownNode[] {
  if (node.type === 'link') return link(node.url, childrenOf(node.children, context));
  if (node.type === 'image') return link(node.url, [altOf(node.alt)]);
  if (node.type === 'linkReference') {
    return link(context.definitions.get(node.identifier)?.url, childrenOf(node.children, context));
  }
  if (node.type === 'imageReference') {
    return link(context.definitions.get(node.identifier)?.url, [altOf(node.alt)]);
  }
  const wrapper = WRAPPERS[node.type];
  return wrapper !== undefined && 'children' in node ? [element(wrapper, childrenOf(node.children, context))] : [];
}

/** Who has not said what is to be seen has not said nothing. */
function altOf(alt: string | null | undefined): string {
  return alt === null || alt === undefined || alt === '' ? 'a picture' : alt;
}

/** What a link has that a stranger has set. */
export const foreignLink = (href: string) =>
  ({ class: 'link', href, rel: 'noopener noreferrer nofollow', target: '_blank' }) as const;

function link(address: string | undefined, children: readonly MarkdownNode[]): readonly MarkdownNode[] {
  const href = safeHref(address);
  return href === undefined ? children : [element('a', children, foreignLink(href))];
}

/** The address, if it is one of the web or of mail. */
export function safeHref(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  return url !== null && ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}

function tableOf({ children: [head, ...rows] }: Table, context: Context): MarkdownNode {
  const row = (cells: Table['children'][number] | undefined, cell: 'th' | 'td') =>
    element('tr', cells?.children.map(({ children }) => element(cell, childrenOf(children, context))) ?? []);
  const body = rows.map((cells) => row(cells, 'td'));
  const table = element('table', [element('thead', [row(head, 'th')]), element('tbody', body)]);
  return element('div', [table], { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': 'A table' });
}
