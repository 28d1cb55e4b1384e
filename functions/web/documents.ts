// The documentation of this version: its index, and its pages as they lie in docs/, rendered for browsers.

import { Marked } from 'marked';
import { escapeHtml, htmlPage } from './pages.ts';

type Document = { readonly path: string; readonly title: string };

/** What a heading is linked by, as GitHub makes it: `## Who calls` is `#who-calls`. */
function anchorOf(heading: string): string {
  const kept = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
  return kept.trim().replaceAll(' ', '-');
}

const marked = new Marked({
  async: false,
  gfm: true,
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${escapeHtml(anchorOf(text))}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    // The documents have none; what looks like it is shown as it is written.
    html({ text }) {
      return escapeHtml(text);
    },
  },
});

export function titleOf(markdown: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? 'Documentation';
}

export function documentPage(markdown: string): string {
  const back = '<p><a href="/docs">Documentation</a></p>';
  return htmlPage(titleOf(markdown), `${back}\n${marked.parse(markdown, { async: false })}`);
}

/** One line for each document, by title. */
export function indexText(documents: readonly Document[]): string {
  const width = Math.max(...documents.map(({ title }) => title.length));
  const lines = documents.map(({ title, path }) => `${title.padEnd(width)}  ${path}`);
  return `The documentation of Penstock.\n\n${lines.join('\n')}\n`;
}

export function indexPage(documents: readonly Document[]): string {
  const items = documents.map(({ title, path }) => `<li><a href="${path}">${escapeHtml(title)}</a></li>`);
  return htmlPage('Documentation of Penstock', `<h1>Documentation of Penstock</h1>\n<ul>\n${items.join('\n')}\n</ul>`);
}
