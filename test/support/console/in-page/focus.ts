// Runs in the page: what the keyboard can reach, and where it is.

const CONTROLS =
  'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable="true"], audio[controls], video[controls]';

type Focused = {
  /** Its place in the list of controls; -1 for one that was not there before. */
  readonly index: number;
  readonly name: string;
  readonly faults: readonly string[];
};

let controls: Element[] = [];

/** Notes the controls that Tab is to reach, and begins before the first of them. Answers with their names. */
export function beginWalk(): string[] {
  controls = [...document.querySelectorAll(CONTROLS)].filter(isReached);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  scrollTo(0, 0);
  return controls.map(nameOf);
}

/** Where the focus is now; undefined when it has left the page or stands before its first control. */
export function focused(): Focused | undefined {
  const host = document.activeElement;
  if (host === null || host === document.body) return undefined;
  const element = host.shadowRoot?.activeElement ?? host;
  return {
    index: placeOf(host),
    name: nameOf(host),
    faults: [...ringFault(element, host), ...hiddenFault(element)],
  };
}

/** Some are made anew when they get the focus: a menu that is loaded then. */
function placeOf(element: Element): number {
  const index = controls.indexOf(element);
  if (index >= 0) return index;
  return controls.findIndex((control) => !control.isConnected && nameOf(control) === nameOf(element));
}

function isReached(element: Element): boolean {
  if (!(element instanceof HTMLElement) || element.tabIndex < 0) return false;
  if (!element.checkVisibility({ checkVisibilityCSS: true }) || element.closest('[inert]') !== null) return false;
  if (element.matches(':disabled, input[type="hidden"], [data-base-ui-focus-guard]')) return false;
  return !(element instanceof HTMLInputElement && element.type === 'radio') || isReachedRadio(element);
}

/** Of the radios of one name Tab reaches the chosen one, or the first. */
function isReachedRadio(radio: HTMLInputElement): boolean {
  if (radio.name === '') return true;
  const group = [...document.querySelectorAll<HTMLInputElement>('input[type="radio"]')].filter(
    ({ name }) => name === radio.name,
  );
  return (group.find(({ checked }) => checked) ?? group[0]) === radio;
}

function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label') ?? element.getAttribute('name');
  const text = element.textContent === '' ? (label ?? '') : element.textContent;
  return `${element.tagName.toLowerCase()} ${text.trim().replaceAll(/\s+/g, ' ').slice(0, 50)}`.trim();
}

/** Forced colours take shadows and backgrounds away, so the mark of the focus is an outline: its own, or around it. */
function ringFault(element: Element, host: Element): string[] {
  const around = [element, host, host.parentElement, host.parentElement?.parentElement, host.nextElementSibling];
  return around.some((at) => at !== null && at !== undefined && hasRing(at)) ? [] : ['the focus is not to be seen'];
}

function hasRing(element: Element): boolean {
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
}

/** Whether it is in the window, and nothing lies over it. */
function hiddenFault(element: Element): string[] {
  const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
  if (width <= 1 || height <= 1) return [];
  const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
  const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
  if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) return ['it is out of the window'];
  const root = element.getRootNode() as Document | ShadowRoot;
  const there = root.elementFromPoint(x, y);
  const isSeen =
    there === null || element.contains(there) || there.contains(element) || there.closest('label') !== null;
  return isSeen ? [] : ['something lies over it'];
}
