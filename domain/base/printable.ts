// What somebody else wrote (names, events, answers) must not steer the terminal of who reads it.

/** Control characters (C0, C1) but line breaks and tabs, and what changes the direction of writing. */
const STEERING = /[^\P{Cc}\n\t]|[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/** Text with a replacement character in the place of each that steers. */
export function printable(text: string): string {
  return text.replaceAll(STEERING, '\u{fffd}');
}

export function isSteering(text: string): boolean {
  return text.search(STEERING) !== -1;
}

/** The same in the way of JSON, `\\u009b`: what is read again is what it was. */
export function escapeSteering(text: string): string {
  return text.replaceAll(STEERING, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
