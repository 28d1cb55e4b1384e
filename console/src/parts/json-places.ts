// Where things stand in a JSON text, so that what is wrong with one of them can be marked there.

export type Place = { readonly from: number; readonly to: number };

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

type Token = Place & { readonly text: string };
type Level = { readonly path: readonly string[]; readonly isList: boolean; count: number; key: Token | undefined };

/** What is at each path, such as `properties.region.enum.0`, with its key. Of an object or a list, the key alone. */
export function jsonPlaces(json: string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const levels: Level[] = [];
  const tokens = Array.from(json.matchAll(TOKEN), ({ 0: text, index }) => ({
    ...{ text, from: index, to: index + text.length },
  }));
  tokens.forEach((token, index) => {
    const level = levels.at(-1);
    if (token.text === '}' || token.text === ']') levels.pop();
    else if (token.text === ',' || token.text === ':') return;
    else if (level !== undefined && !level.isList && tokens[index + 1]?.text === ':') level.key = token;
    else enter({ places, levels, token });
  });
  return places;
}

type Entering = { readonly places: Map<string, Place>; readonly levels: Level[]; readonly token: Token };

/** A value: what it is called follows from what stands around it. */
function enter({ places, levels, token }: Entering): void {
  const level = levels.at(-1);
  const name = level === undefined ? [] : [level.isList ? String(level.count++) : keyOf(level.key)];
  const path = [...(level?.path ?? []), ...name];
  const isOpening = token.text === '{' || token.text === '[';
  const { from } = level?.key ?? token;
  places.set(path.join('.'), { from, to: isOpening && level?.key !== undefined ? level.key.to : token.to });
  if (isOpening) levels.push({ path, isList: token.text === '[', count: 0, key: undefined });
}

function keyOf(key: Token | undefined): string {
  return key === undefined ? '' : (JSON.parse(key.text) as string);
}

/** Where a path stands, or the next thing above it that is there. */
export function placeOf(places: ReadonlyMap<string, Place>, path: string): Place {
  const found = places.get(path);
  if (found !== undefined) return found;
  return path === '' ? { from: 0, to: 1 } : placeOf(places, path.slice(0, Math.max(0, path.lastIndexOf('.'))));
}

/** The line that a character stands in, from 1 on. */
export const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;
