// Runs in the page: what says a state, one of each, so that pictures can be compared.

const MARKS = 'svg.g';
/** What is chosen or where one is, said to who hears the page; whoever sees it needs another mark. */
const CHOSEN = ['aria-current', 'aria-selected', 'aria-pressed', 'aria-checked'] as const;

let marked: Element[] = [];
let chosen: { readonly element: Element; readonly attribute: string; readonly value: string }[] = [];

/** The kinds of glyphs that are seen; the place of each is that of `glyphBox`. */
export function glyphKinds(): string[] {
  const kinds = new Map<string, Element>();
  for (const glyph of document.querySelectorAll(MARKS)) {
    const kind = glyph.innerHTML;
    if (isSeen(glyph) && !kinds.has(kind)) kinds.set(kind, glyph);
  }
  marked = [...kinds.values()];
  return marked.map((element) => element.getAttribute('class') ?? '');
}

export const glyphBox = (index: number): Box => boxOf(marked[index]);

/** With `isShown` false it is not there, and its place is. */
export function showGlyph(index: number, isShown: boolean): void {
  const element = marked[index];
  if (element instanceof SVGElement) element.style.visibility = isShown ? '' : 'hidden';
}

/** What is chosen now. */
export function chosenThings(): string[] {
  chosen = CHOSEN.flatMap((attribute) =>
    [...document.querySelectorAll(`[${attribute}]`)].flatMap((element) => {
      const value = element.getAttribute(attribute) ?? 'false';
      const isCrumb = attribute === 'aria-current' && element.closest('.crumbs') !== null;
      return value === 'false' || isCrumb || !isSeen(element) ? [] : [{ element, attribute, value }];
    }),
  );
  return chosen.map(({ element, attribute }) => `${attribute} ${element.textContent.trim().slice(0, 40)}`);
}

export const chosenBox = (index: number): Box => boxOf(chosen[index]?.element);

/** With `isChosen` false it looks like one that is not. */
export function choose(index: number, isChosen: boolean): void {
  const found = chosen[index];
  if (found === undefined) return;
  const { element, attribute, value } = found;
  if (isChosen) element.setAttribute(attribute, value);
  else if (attribute === 'aria-pressed') element.setAttribute(attribute, 'false');
  else element.removeAttribute(attribute);
  if (element.matches('tr')) element.classList.toggle('sel', isChosen);
}

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function boxOf(element: Element | undefined): Box {
  element?.scrollIntoView({ block: 'nearest' });
  const { x, y, width, height } = element?.getBoundingClientRect() ?? new DOMRect();
  return { x, y, width, height };
}

function isSeen(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && element.checkVisibility({ checkVisibilityCSS: true });
}
