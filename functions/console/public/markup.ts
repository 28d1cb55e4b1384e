// HTML that is made of elements. A text is always text: there is no way to hand in HTML, so nothing that a stranger has
// written can become any.

import type { MarkdownNode } from '../../../domain/catalog/markdown.ts';

/** Only `element` makes one. */
export type Markup = { readonly [MADE_HERE]: string };
const MADE_HERE = Symbol('markup');

type Child = Markup | string | number | undefined | readonly Child[];
/** `true`: there, without a value. Undefined: not there. */
type Attributes = Readonly<Record<string, string | number | true | undefined>>;

/** Have no end, and nothing in them. */
const VOID = new Set(['br', 'hr', 'img', 'input', 'link', 'meta']);
const NAME = /^[a-z][a-z0-9-]*$/;

export function element(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  for (const name of [tag, ...Object.keys(attributes)]) {
    if (!NAME.test(name.replace(':', '-'))) throw new Error(`"${name}" is no name of HTML`);
  }
  const written = Object.entries(attributes).map(([name, value]) => attribute(name, value));
  const start = `<${tag}${written.join('')}>`;
  return { [MADE_HERE]: VOID.has(tag) ? start : `${start}${children.map(textOf).join('')}</${tag}>` };
}

function attribute(name: string, value: Attributes[string]): string {
  if (value === undefined) return '';
  return value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`;
}

function textOf(child: Child): string {
  if (child === undefined) return '';
  if (typeof child === 'string' || typeof child === 'number') return escaped(String(child));
  return MADE_HERE in child ? child[MADE_HERE] : child.map(textOf).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For XML too, which takes no control characters in any way. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, '\uFFFD')
    .replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter] ?? '');
}

export const htmlText = (root: Markup): string => `<!doctype html>\n${root[MADE_HERE]}\n`;

export const xmlText = (root: Markup): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root[MADE_HERE]}\n`;

/** What a Markdown of a stranger says, as elements. */
export function markdownMarkup(nodes: readonly MarkdownNode[]): Child {
  return nodes.map((node) =>
    typeof node === 'string' ? node : element(node.tag, node.attributes, markdownMarkup(node.children)),
  );
}
