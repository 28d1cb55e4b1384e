// A page as text: what each part of it is to whoever hears it, and where it stands.
import type { CDPSession, Page } from 'playwright-core';
import { settle } from './in-page.ts';

/** Boxes are rounded to this many pixels, so that a hair's breadth is no difference. */
const GRID = 4;
/** What only groups or repeats the others. */
const SILENT = new Set(['none', 'generic', 'InlineTextBox', 'RootWebArea', 'LineBreak', 'ListMarker']);

type Value = { readonly value?: unknown };
type AxNode = {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: Value;
  readonly name?: Value;
  readonly backendDOMNodeId?: number;
  readonly childIds?: readonly string[];
};
type Quads = { readonly quads: readonly (readonly number[])[] };

/**
 * One line for each part: `link "Acme CRM" 724,476 60x16`, indented by what it is part of. Of the page without its frame,
 * which all pages share, unless the whole is asked for.
 */
export async function sceneOf(page: Page, isWhole: boolean): Promise<string> {
  await settle(page);
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.getDocument', { depth: 0 });
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { readonly nodes: readonly AxNode[] };
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines: Promise<string>[] = [];
  const walk = (node: AxNode | undefined, depth: number): void => {
    if (node === undefined) return;
    const isTold = !node.ignored && !SILENT.has(textOf(node.role)) && textOf(node.role) !== '';
    if (isTold) lines.push(lineOf(session, node, depth));
    for (const id of node.childIds ?? []) walk(byId.get(id), isTold ? depth + 1 : depth);
  };
  walk(isWhole ? nodes[0] : nodes.find(({ role }) => textOf(role) === 'main'), 0);
  const told = await Promise.all(lines);
  await session.detach();
  return `${told.join('\n')}\n`;
}

async function lineOf(session: CDPSession, node: AxNode, depth: number): Promise<string> {
  const name = textOf(node.name);
  return `${'  '.repeat(depth)}${textOf(node.role)}${name === '' ? '' : ` ${JSON.stringify(name)}`}${await boxOf(session, node)}`;
}

const textOf = (value: Value | undefined): string => (typeof value?.value === 'string' ? value.value.trim() : '');
const round = (pixels: number): number => Math.round(pixels / GRID) * GRID;

async function boxOf(session: CDPSession, { backendDOMNodeId }: AxNode): Promise<string> {
  if (backendDOMNodeId === undefined) return '';
  // What is not drawn has no box.
  const found = await session
    .send('DOM.getContentQuads', { backendNodeId: backendDOMNodeId })
    .then((quads: Quads) => quads.quads.flat())
    .catch(() => []);
  if (found.length === 0) return '';
  const across = found.filter((_, index) => index % 2 === 0);
  const down = found.filter((_, index) => index % 2 === 1);
  const [left, top] = [Math.min(...across), Math.min(...down)];
  return ` ${round(left)},${round(top)} ${round(Math.max(...across) - left)}x${round(Math.max(...down) - top)}`;
}
