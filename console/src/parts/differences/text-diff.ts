// Two texts line by line: what is gone, what is new, and some lines around it.

export type Line = {
  readonly kind: 'same' | 'gone' | 'new';
  /** Counted from 1: in the new text, or in the old one for what is gone. */
  readonly number: number;
  readonly text: string;
};
/** Lines that belong together; between two of them nothing has changed. */
export type Hunk = readonly Line[];

const AROUND = 2;
/** The table that is worked through has this many cells at most: two texts of 2,000 lines each. */
const MAX_CELLS = 4_000_000;

export function textHunks(before: string, after: string): Hunk[] {
  return hunksOf(lineDifferences(before.split('\n'), after.split('\n')));
}

function lineDifferences(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const same = (lines: readonly string[], from: number): Line[] =>
    lines.map((text, index) => ({ kind: 'same', number: from + index + 1, text }));
  return [
    ...same(after.slice(0, start), 0),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end), start),
    ...same(after.slice(after.length - end), after.length - end),
  ];
}

/** The longest common lines stay; everything else is gone or new. */
function middle(before: readonly string[], after: readonly string[], from: number): Line[] {
  const gone = (index: number): Line => ({ kind: 'gone', number: from + index + 1, text: before[index] ?? '' });
  const added = (index: number): Line => ({ kind: 'new', number: from + index + 1, text: after[index] ?? '' });
  if (before.length * after.length > MAX_CELLS) {
    return [...before.map((_, index) => gone(index)), ...after.map((_, index) => added(index))];
  }
  const lengths = commonLengths(before, after);
  const width = after.length + 1;
  const lines: Line[] = [];
  let [old, young] = [0, 0];
  while (old < before.length || young < after.length) {
    const [skipOld, skipYoung] = [lengths[(old + 1) * width + young] ?? 0, lengths[old * width + young + 1] ?? 0];
    if (old < before.length && young < after.length && before[old] === after[young]) {
      lines.push({ kind: 'same', number: from + young + 1, text: after[young] ?? '' });
      old += 1;
      young += 1;
    } else if (young >= after.length || (old < before.length && skipOld >= skipYoung)) {
      lines.push(gone(old));
      old += 1;
    } else {
      lines.push(added(young));
      young += 1;
    }
  }
  return lines;
}

/** How many lines two ends of the texts have in common, from each pair of places on. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  for (let old = before.length - 1; old >= 0; old -= 1) {
    for (let young = after.length - 1; young >= 0; young -= 1) {
      const [below, right] = [lengths[(old + 1) * width + young] ?? 0, lengths[old * width + young + 1] ?? 0];
      const diagonal = lengths[(old + 1) * width + young + 1] ?? 0;
      lengths[old * width + young] = before[old] === after[young] ? diagonal + 1 : Math.max(below, right);
    }
  }
  return lengths;
}

function hunksOf(lines: readonly Line[]): Hunk[] {
  const hunks: Line[][] = [];
  let last = -Infinity;
  for (const [index, line] of lines.entries()) {
    const isNear = lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== 'same');
    if (!isNear) continue;
    if (index > last + 1) hunks.push([]);
    hunks.at(-1)?.push(line);
    last = index;
  }
  return hunks;
}
