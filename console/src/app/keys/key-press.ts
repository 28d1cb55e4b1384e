// Which key was meant, and whether it was meant for the page.

/** What is pressed, as far as it matters here: a KeyboardEvent. */
export type Press = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly defaultPrevented: boolean;
  readonly getModifierState: (key: string) => boolean;
};

const LETTER = /^[a-z0-9]$/i;

/** A modifier makes another command of a key; but on many keyboards `[` needs one to be typed at all. */
function isPlain(press: Press): boolean {
  const { key, ctrlKey, metaKey, altKey } = press;
  if (press.getModifierState('AltGraph')) return !metaKey && !LETTER.test(key);
  return !ctrlKey && !metaKey && !(altKey && LETTER.test(key));
}

/** The character that a press says to the page; undefined when it is for something else. */
export function keyOf(press: Press): string | undefined {
  if (press.defaultPrevented || press.isComposing || !isPlain(press)) return undefined;
  return press.key.length === 1 ? press.key : undefined;
}

/** Fields, editors and layers have their keys for themselves. */
export const OWN_KEYS =
  'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

/** How long a `g` waits for what follows. */
export const GO_TO_WITHIN_MS = 1500;

/** Keys that come one after the other: answers what has been typed so far, and forgets a beginning that is old. */
export function createSequence(): (key: string, nowMs: number) => string {
  let begun: number | undefined;
  return (key, nowMs) => {
    const isSecond = begun !== undefined && nowMs - begun <= GO_TO_WITHIN_MS;
    begun = !isSecond && key === 'g' ? nowMs : undefined;
    return isSecond ? `g ${key}` : key;
  };
}
