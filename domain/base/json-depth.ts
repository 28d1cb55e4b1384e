// How deep JSON is nested, found out and cut before it is parsed: whatever walks the value later may be recursive, and what
// it walks would be as large as memory allows. The control API refuses bodies by it; ingest refuses the one event that is
// too deep, and takes its neighbours.

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Whether lists and objects in a text are nested in more than `most` levels. A text that is no JSON may be either. */
export function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfText(text, index);
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
    else if ((code === OPEN_LIST || code === OPEN_OBJECT) && (depth += 1) > most) return true;
  }
  return false;
}

/**
 * The text with nothing below `most` levels: lists and objects of that level are empty. What is so deep stays too deep for
 * whoever takes fewer levels. Text that is no JSON stays none, but for what is cut.
 */
export function cutNesting(text: string, most: number): string {
  const kept: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfText(text, index);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth === most) kept.push(text.slice(start, index + 1));
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      if (depth === most) start = index;
      depth -= 1;
    }
  }
  if (depth < most) kept.push(text.slice(start));
  return kept.join('');
}

/** The place of the quote that ends the text which begins here. */
function endOfText(text: string, begin: number): number {
  for (let index = begin + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === BACKSLASH) index += 1;
    else if (code === QUOTE) return index;
  }
  return text.length;
}
