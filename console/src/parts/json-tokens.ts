// JSON as people read it: indented, with keys and values told apart. It works on the text and not on what it means, so that
// numbers keep their digits, and what was cut off in the middle can be shown too.

export type JsonToken = { readonly kind: 'key' | 'value' | 'mark' | 'space'; readonly text: string };

/** A text with its quotes (the last one may have been cut off), a mark, or what stands between marks. */
const TOKEN = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\],:]|[^\s{}[\],:"]+/gs;
const OPENS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

export function jsonTokens(json: string): JsonToken[] {
  const texts = json.match(TOKEN) ?? [];
  const tokens: JsonToken[] = [];
  let depth = 0;
  const newLine = (): void => void tokens.push({ kind: 'space', text: `\n${'  '.repeat(depth)}` });
  texts.forEach((text, index) => {
    const next = texts[index + 1];
    const before = texts[index - 1];
    if (text === '}' || text === ']') {
      depth = Math.max(0, depth - 1);
      if (before === undefined || OPENS[before] !== text) newLine();
    }
    tokens.push({ kind: kindOf(text, next), text });
    const closes = OPENS[text];
    if (closes !== undefined) {
      depth += 1;
      if (next !== undefined && next !== closes) newLine();
    } else if (text === ',') newLine();
    else if (text === ':') tokens.push({ kind: 'space', text: ' ' });
  });
  return tokens;
}

function kindOf(text: string, next: string | undefined): JsonToken['kind'] {
  if (/^[{}[\],:]$/.test(text)) return 'mark';
  return text.startsWith('"') && next === ':' ? 'key' : 'value';
}
