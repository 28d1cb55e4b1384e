// What `node:querystring` is for functions.
type Field = string | number | boolean | null | undefined;
type Fields = Record<string, string | string[]>;

export function parse(text: string): Fields {
  const fields: Fields = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}
export function stringify(fields: Record<string, Field | readonly Field[]>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) =>
      [value].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(String(each ?? ''))}`),
    )
    .join('&');
}
export const escape = encodeURIComponent;
export const unescape = decodeURIComponent;
export default { parse, stringify, escape, unescape };
