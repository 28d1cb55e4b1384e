import crypto from 'node:crypto';
import vm from 'node:vm';
import * as zlib from 'node:zlib';
import { librariesOf } from '../../../../functions/runner/libraries.ts';
import { libraries } from '../quickjs-modules.ts';
import type { Case } from './cases.ts';

// The same handlers as Node runs them: with its own crypto, Buffer, fetch classes and Intl, and the same libraries. What the
// runner gives is held against this.

export type Said = {
  readonly end: string;
  readonly value?: unknown;
  readonly requests: readonly { method: string; url: string; body?: string }[];
  readonly logs: readonly string[];
};

const ERRORS = ['EventNotSupported', 'InvalidEventPayload', 'ValidationError', 'RetryError', 'DropEvent'];
const HANDLERS = new Map([
  ['delete', 'onDelete'],
  ['identify', 'onIdentify'],
  ['track', 'onTrack'],
  ['page', 'onPage'],
]);
for (const type of ['screen', 'group', 'alias'])
  HANDLERS.set(type, `on${type[0]?.toUpperCase() ?? ''}${type.slice(1)}`);

type Handler = (given: unknown, settings: unknown) => unknown;
type World = { requests: { method: string; url: string; body?: string }[]; logs: string[]; events: unknown[] };

/** What each call ends with. */
export async function runInNode(
  code: string,
  { given, settings = {}, isBatch, answers = [], type }: Case,
): Promise<Said[]> {
  const world: World = { requests: [], logs: [], events: [] };
  const context = vm.createContext(globalsOf(world, answers));
  for (const [name, text] of librariesOf(libraries))
    if (name !== 'Buffer') vm.runInContext(`var ${name} = ${text}`, context);
  const names = [...HANDLERS.values(), 'onBatch', 'onRequest'];
  const handlers = vm.runInContext(
    `${code}\n;({ ${names.map((name) => `${name}: typeof ${name} === 'function' ? ${name} : undefined`).join(', ')} })`,
    context,
  ) as Readonly<Record<string, Handler | undefined>>;
  const calls =
    isBatch === true ? [{ name: 'onBatch', value: structuredClone(given) }] : given.map((each) => callOf(each, type));
  const said: Said[] = [];
  for (const { name, value } of calls) {
    Object.assign(world, { requests: [], logs: [], events: [] });
    said.push({ ...(await endOf(handlers[name], value, settings)), ...pick(world, type) });
  }
  return said;
}

function pick({ requests, logs, events }: World, type: Case['type']): Pick<Said, 'requests' | 'logs' | 'value'> {
  return { requests, logs, ...(type === 'source' && events.length > 0 ? { value: { events } } : {}) };
}

function callOf(each: object, type: Case['type']): { name: string; value: unknown } {
  if (type !== 'source')
    return { name: HANDLERS.get((each as { type: string }).type) ?? '', value: structuredClone(each) };
  const { url, headers, text } = each as { url: string; headers: Record<string, string>; text: string };
  const request = {
    url: new URL(url),
    headers: new Headers(headers),
    text: () => text,
    json: () => JSON.parse(text) as unknown,
  };
  return { name: 'onRequest', value: request };
}

async function endOf(
  handler: Handler | undefined,
  value: unknown,
  settings: unknown,
): Promise<{ end: string; value?: unknown }> {
  if (handler === undefined) return { end: 'no-handler' };
  try {
    const returned = await handler(value, settings);
    return {
      end: 'returned',
      ...(returned === undefined ? {} : { value: JSON.parse(JSON.stringify(returned)) as unknown }),
    };
  } catch (error) {
    const { name, message } = error as Error;
    return { end: `${name}: ${message}` };
  }
}

function globalsOf(world: World, answers: NonNullable<Case['answers']>): object {
  const errors = ERRORS.map((name) => [
    name,
    {
      [name]: class extends Error {
        override readonly name = name;
      },
    }[name],
  ]);
  const fetchStub = async (url: string, init: { method?: string; body?: unknown } = {}): Promise<Response> => {
    const method = (init.method ?? 'GET').toUpperCase();
    world.requests.push({ method, url, ...bodyOf(init.body) });
    const found = answers.find((each) => url.startsWith(each.url));
    const { status = 200, body = '' } = found ?? {};
    return new Response(status === 204 ? null : body, { status });
  };
  const line = (...values: unknown[]): void => {
    world.logs.push(values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' '));
  };
  const emit = (type: string) => (event: object) => world.events.push({ ...event, type });
  const emitters = ['identify', 'track', 'page', 'screen', 'group', 'alias', 'set'].map((type) => [type, emit(type)]);
  const kept = new Map<string, unknown>();
  return {
    ...(Object.fromEntries(errors) as object),
    ...{
      crypto,
      Buffer,
      zlib: { ...zlib, zlib },
      URL,
      URLSearchParams,
      Headers,
      FormData,
      btoa,
      atob,
      structuredClone,
    },
    ...{ fetch: fetchStub, setTimeout, console: { log: line, info: line, warn: line, error: line } },
    Segment: Object.fromEntries(emitters) as object,
    cache: {
      async load(key: string, _ttl: number, make: () => Promise<unknown>) {
        if (!kept.has(key)) kept.set(key, await make());
        return kept.get(key);
      },
      delete: async (key: string) => void kept.delete(key),
    },
  };
}

/** As the runner shows it: no bytes, and of a form only that it is one. */
function bodyOf(body: unknown): { body?: string } {
  if (body === undefined || body instanceof Uint8Array) return {};
  if (body instanceof FormData) return { body: 'a form' };
  const text = body instanceof URLSearchParams ? body.toString() : body;
  return typeof text === 'string' ? { body: text.slice(0, 2_048) } : {};
}
