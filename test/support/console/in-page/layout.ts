// Runs in the page: what of it does not fit.

/** Text on the page, with where each of its lines stands. */
type Piece = { readonly node: Node; readonly element: Element; readonly text: string; readonly box: DOMRect };

const TOLERANCE = 1.5;
const SHOWN_TEXT = 60;
/** An ellipsis with fewer letters before it says nothing. */
const LEAST_ROOM = 32;

/** Each is a sentence. Tables, code and editors may scroll sideways in a region of their own; nothing else may. */
export function layoutFaults(): string[] {
  const pieces = textPieces();
  return [...new Set([...sidewaysFaults(), ...pieces.flatMap(cutFault), ...overlapFaults(pieces)])];
}

function sidewaysFaults(): string[] {
  const root = document.documentElement;
  const main = document.querySelector('main');
  return [
    ...(root.scrollWidth > innerWidth ? [`the page is ${root.scrollWidth} wide in a window of ${innerWidth}`] : []),
    ...(main !== null && main.scrollWidth > main.clientWidth
      ? [`the main part is ${main.scrollWidth} wide in ${main.clientWidth}`]
      : []),
  ];
}

function textPieces(): Piece[] {
  const pieces: Piece[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? '').trim();
    if (element === null || text === '' || !isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 0 && box.height > 0) pieces.push({ node, element, text: text.slice(0, SHOWN_TEXT), box });
    }
  }
  return pieces;
}

/** Not what is there for screen readers alone: a pixel that is clipped. */
function isShown(element: Element): boolean {
  if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
  if (element.closest('[aria-hidden="true"], script, style, noscript, option') !== null) return false;
  return !ancestorsOf(element).some(
    (at) => at.matches('.skip-link:not(:focus), .skip:not(:focus)') || getComputedStyle(at).clipPath === 'inset(50%)',
  );
}

function ancestorsOf(element: Element): Element[] {
  const found: Element[] = [];
  for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) found.push(at);
  return found;
}

/** Whether what clips the text neither lets one scroll to it nor says by an ellipsis that there is more. */
function cutFault({ element, text, box }: Piece): string[] {
  let isReachedBelow = false;
  for (const at of ancestorsOf(element)) {
    const style = getComputedStyle(at);
    const { isBeside, isBelow } = outside(box, at.getBoundingClientRect());
    if (saysThereIsMore(style) && isCut(at) && at.clientWidth < LEAST_ROOM) return [`hardly any room: ${text}`];
    if (isBeside && saysThereIsMore(style)) return isVerb(at) ? [`a verb is cut: ${text}`] : [];
    if (isBeside && style.overflowX === 'hidden') return [`cut at the side: ${text}`];
    if (isBelow && saysThereIsMore(style)) return [];
    if (isBelow && !isReachedBelow && style.overflowY === 'hidden') return [`cut below: ${text}`];
    if (isScroller(style.overflowX) && at.tagName !== 'MAIN') return [];
    isReachedBelow ||= isScroller(style.overflowY);
    if (style.position === 'fixed') break;
  }
  return box.right > innerWidth + TOLERANCE || box.left < -TOLERANCE ? [`out of the window: ${text}`] : [];
}

function outside(box: DOMRect, edge: DOMRect): { isBeside: boolean; isBelow: boolean } {
  return {
    isBeside: box.right > edge.right + TOLERANCE || box.left < edge.left - TOLERANCE,
    isBelow: box.bottom > edge.bottom + TOLERANCE || box.top < edge.top - TOLERANCE,
  };
}

const isCut = (element: Element): boolean =>
  element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;

const isScroller = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll';

const saysThereIsMore = (style: CSSStyleDeclaration): boolean =>
  style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';

/** What somebody is to press must be read whole. */
const isVerb = (element: Element): boolean => element.closest('button, .btn, [role="tab"]') !== null;

/** Two texts of one layer, one upon the other. */
function overlapFaults(pieces: readonly Piece[]): string[] {
  const faults: string[] = [];
  const sorted = pieces
    .map((piece) => ({ ...piece, layer: layerOf(piece.element) }))
    .sort((a, b) => a.box.top - b.box.top);
  for (const [index, one] of sorted.entries()) {
    for (let other = index + 1; other < sorted.length; other += 1) {
      const next = sorted[other];
      if (next === undefined || next.box.top > one.box.bottom) break;
      if (next.layer === one.layer && next.node !== one.node && overlap(visibleBox(one), visibleBox(next))) {
        faults.push(`one upon the other: ${one.text} / ${next.text}`);
      }
    }
  }
  return faults;
}

/** What is fixed, sticky or a layer lies over other things on purpose. */
function layerOf(element: Element): Element | null {
  return ancestorsOf(element).find((at) => getComputedStyle(at).position !== 'static' && isLayer(at)) ?? null;
}

const isLayer = (element: Element): boolean => /fixed|sticky|absolute/.test(getComputedStyle(element).position);

/** Of a text, what its regions let one see. */
function visibleBox({ element, box }: Piece): { left: number; right: number; top: number; bottom: number } {
  let { left, right, top, bottom } = box;
  for (const at of ancestorsOf(element)) {
    if (getComputedStyle(at).overflow === 'visible') continue;
    const edge = at.getBoundingClientRect();
    left = Math.max(left, edge.left);
    right = Math.min(right, edge.right);
    top = Math.max(top, edge.top);
    bottom = Math.min(bottom, edge.bottom);
  }
  return { left, right, top, bottom };
}

/** Lines of one paragraph share some pixels of their heights. */
const SHARED_HEIGHT = 4;

function overlap(one: ReturnType<typeof visibleBox>, other: ReturnType<typeof visibleBox>): boolean {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 2 && height > SHARED_HEIGHT;
}
