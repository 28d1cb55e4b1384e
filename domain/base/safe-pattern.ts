// Which regular expressions of partners may be tried on customers' settings. A pattern that backtracks for minutes would
// hold up the control API for everybody, so only those pass whose worst case can be counted. settings-schema.ts asks here.

/** How much of a text an unbounded quantifier may look at: settings with a pattern are no longer than this. */
export const MAX_PATTERN_TEXT = 500;
const MAX_PATTERN_CHARACTERS = 200;
/** About a hundredth of a second. All patterns that are tried for one customer's settings have twice that. */
const MOST_STEPS = 1_000_000;
export const STEPS_PER_SETTINGS = 2 * MOST_STEPS;

/** One escape, class or character, and how often it may come. */
const PART =
  /(?:\\[pPu]\{[\w=]+\}|\\.|\[\^?(?:\\.|[^\]\\])+\]|[^\\[\](){}*+?|])(\*|\+|\?|\{\d{1,3}(?:,\d{0,3})?\})?\??/gu;

/** What is wrong with a pattern; undefined for one that may be used. */
export function problemOfPattern(pattern: string): string | undefined {
  if (pattern.length > MAX_PATTERN_CHARACTERS) return `must have ${MAX_PATTERN_CHARACTERS} characters at most`;
  if (!pattern.startsWith('^')) return 'must begin with "^", so that it is tried at one place only';
  if (!isRegExp(pattern)) return 'must be a regular expression of JavaScript with the flag "u"';
  const parts = [...pattern.slice(1).matchAll(PART)];
  const isCovered = parts.map(([text]) => text).join('') === pattern.slice(1);
  if (!isCovered) return 'must do without groups and alternatives; use an "enum" to list values';
  return stepsOfPattern(pattern, MAX_PATTERN_TEXT) > MOST_STEPS
    ? 'has too many quantifiers, and could take very long; make it simpler'
    : undefined;
}

/** What trying a pattern on a text of so many characters takes at the worst. */
export function stepsOfPattern(pattern: string, characters: number): number {
  const parts = [...pattern.slice(1).matchAll(PART)];
  return parts.reduce((steps, [, quantifier]) => steps * Math.min(lengthsOf(quantifier), characters + 1), 1);
}

function isRegExp(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}

/** In how many ways a quantifier can be satisfied: what backtracking goes through. */
function lengthsOf(quantifier: string | undefined): number {
  if (quantifier === undefined) return 1;
  if (quantifier === '*' || quantifier === '+') return MAX_PATTERN_TEXT;
  if (quantifier === '?') return 2;
  const [least = '0', most = least] = quantifier.slice(1, -1).split(',');
  return most === '' ? MAX_PATTERN_TEXT : Math.max(1, Number(most) - Number(least) + 1);
}
