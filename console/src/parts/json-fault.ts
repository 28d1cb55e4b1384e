// What is wrong with a text that should be JSON, and where.

export type JsonFault = { readonly from: number; readonly to: number; readonly message: string };

/** The value of a text, or why it has none. */
export function readJson(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: JsonFault } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = positionIn(message, text);
    return { ok: false, fault: { from: at, to: at + 1, message: `This is no JSON: ${message}.` } };
  }
}

/** Engines say it in words of their own, or not at all: it is after the longest beginning that only lacks its end. */
function positionIn(message: string, text: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Math.min(Number(position), Math.max(0, text.length - 1));
  let [fits, fails] = [0, text.length];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (onlyLacksItsEnd(text.slice(0, middle))) fits = middle;
    else fails = middle;
  }
  return fits;
}

function onlyLacksItsEnd(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    return /end of|unterminated|EOF|after JSON/i.test(String(error));
  }
}
