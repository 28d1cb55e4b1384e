// Code with three inks: keywords, literals, the rest; comments are pale. It knows no language, only what most have.

export type CodeToken = { readonly kind: 'keyword' | 'literal' | 'comment' | 'rest'; readonly text: string };

const HASH_COMMENTS: ReadonlySet<string> = new Set(['sh', 'python', 'ruby', 'elixir']);
const KEYWORDS =
  'import|from|const|let|var|val|new|await|async|func|fn|use|def|class|public|static|void|package|if|return|require|mut|pub|final|throws|config|use';
const STRINGS = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`;

export function codeTokens(code: string, language: string): CodeToken[] {
  const comment = HASH_COMMENTS.has(language) ? '#[^\n]*' : language === 'clojure' ? ';;[^\n]*' : '//[^\n]*';
  const token = new RegExp(`(${STRINGS})|(${comment})|\\b(${KEYWORDS})\\b(?![-:.])|\\b(\\d[\\d.]*)\\b`, 'g');
  const tokens: CodeToken[] = [];
  let end = 0;
  for (const match of code.matchAll(token)) {
    if (match.index > end) tokens.push({ kind: 'rest', text: code.slice(end, match.index) });
    const [text, string, said, keyword] = match;
    const kind = string !== undefined ? 'literal' : said !== undefined ? 'comment' : keyword ? 'keyword' : 'literal';
    tokens.push({ kind, text });
    end = match.index + text.length;
  }
  if (end < code.length) tokens.push({ kind: 'rest', text: code.slice(end) });
  return tokens;
}
