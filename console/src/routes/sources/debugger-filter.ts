// What the debugger of a source shows of an event, and which events are asked for.

import type { SeenEvent } from './first-event.ts';

export type DebugFilter = {
  readonly verdict?: string | undefined;
  readonly type?: string | undefined;
  /** Anything that stands in the event. */
  readonly text?: string | undefined;
};

export function isAskedFor(event: SeenEvent, { verdict, type, text }: DebugFilter): boolean {
  if (verdict !== undefined && event.verdict !== verdict) return false;
  if (type !== undefined && event.type !== type) return false;
  return text === undefined || event.text.toLowerCase().includes(text.trim().toLowerCase());
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]|[^\s{}[\],:"]+/g;

/** A text or number of the event itself, such as its userId. The event may be cut off, so it is not parsed. */
export function fieldOf(json: string, name: string): string | undefined {
  let depth = 0;
  let isNext = false;
  for (const [token, string, colon] of json.matchAll(TOKEN)) {
    if (isNext) return string === undefined ? token : textIn(string);
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else isNext = depth === 1 && colon !== undefined && string === JSON.stringify(name);
  }
  return undefined;
}

function textIn(string: string): string {
  try {
    return String(JSON.parse(string));
  } catch {
    return string;
  }
}

export const VERDICTS = { accepted: 'Accepted', duplicate: 'Duplicate', rejected: 'Refused' } as const;
export const VERDICT_STATES = { accepted: 'ok', duplicate: 'skip', rejected: 'failed' } as const;
