import { describe, expect, test } from 'vitest';
import { connectAsSource, connectComponent } from '../../../domain/catalog/connect-component.ts';
import {
  judgeDeclared,
  judgeForeign,
  judgeSample,
  judgeSent,
  type MadeEvent,
} from '../../../domain/catalog/stream-tests.ts';
import { isDeclared, sourceFields, type SeenEvent, type SentEvent } from '../../../domain/catalog/stream.ts';
import { numberWritten } from '../../../domain/pipeline/stored-formats.ts';
import { sourceProblems } from '../../../domain/workspace/workspace.ts';

const ORDER: SentEvent = { type: 'track', name: 'Order Completed' };
const declared = { sentEvents: [ORDER], isReplying: false };
const made = (...events: (SeenEvent & Partial<MadeEvent>)[]) =>
  ({ kind: 'made', status: 200, events: events.map((event) => ({ isTaken: true, ...event })) }) as const;
const failed = (isRetried: boolean) => ({ kind: 'ended', reason: 'function_error', isRetried }) as const;

describe('the suite of a stream', () => {
  test.each([
    ['passes with what was declared', made(ORDER), 'pass'],
    ['fails with what was not', made({ type: 'track', name: 'Purchase' }), 'fail'],
    ['fails with what is not taken', made({ ...ORDER, isTaken: false, reason: 'no_user' }), 'fail'],
    ['warns where nothing is made', made(), 'warn'],
    ['fails where the code fails', failed(false), 'fail'],
    ['says nothing without time', { kind: 'untried', why: 'no_time' } as const, 'skipped'],
  ])('%s', (_, tried, verdict) => {
    expect(judgeSample(tried, declared).verdict).toBe(verdict);
  });

  test('wants a request of nobody to end, once, without an event', () => {
    const verdicts = [made(), failed(false), failed(true), made(ORDER)].map((tried) => judgeForeign(tried).verdict);

    expect(verdicts).toEqual(['pass', 'pass', 'warn', 'warn']);
    expect(judgeSample(made(), { ...declared, isReplying: true }).verdict).toBe('pass');
  });

  test('names what was declared and never came, and what came and was not declared', () => {
    const other = { type: 'identify' };

    expect(judgeDeclared([ORDER], [other], 'the sample requests').detail).toContain('track Order Completed');
    expect(judgeSent([ORDER], [])).toMatchObject({ verdict: 'fail' });
    expect(judgeSent([ORDER], [ORDER, other])).toMatchObject({ verdict: 'fail' });
    expect(judgeSent([ORDER], [ORDER])).toMatchObject({ verdict: 'pass' });
  });
});

test('an event is declared by its type and name, and a page without a name stands for all pages', () => {
  expect(isDeclared([ORDER], { type: 'track', name: 'order completed' })).toBe(false);
  expect(isDeclared([{ type: 'page' }], { type: 'page', name: 'Home' })).toBe(true);
  expect(sourceFields.sentEvents.safeParse([{ type: 'track' }]).success).toBe(false);
  expect(sourceFields.sentEvents.safeParse([{ type: 'identify', name: 'x' }]).success).toBe(false);
  expect(sourceFields.sentEvents.safeParse([ORDER, ORDER]).success).toBe(false);
});

describe('a source of a component', () => {
  const code = { hash: 'a'.repeat(64), bytes: 1, handlers: ['onRequest'] };
  const definition = {
    ...{ name: 'Shop', documentation: '', supportedEvents: [], replay: false, config: { reply: true }, code },
    settingsSchema: { type: 'object' as const, properties: {}, additionalProperties: false as const },
  };
  const connectable = { componentId: 'shop', kind: 'stream' as const, version: 2, definition, lane: 'webhooks' };

  test('takes the version along, and is no destination', () => {
    const asSource = connectAsSource(connectable, { settings: {} });
    const { code: _, ...keyed } = definition;

    expect(asSource).toMatchObject({
      connected: { kind: 'stream', componentId: 'shop', componentVersion: 2, componentCode: code.hash, reply: true },
    });
    expect(connectComponent(connectable, { settings: {} })).toMatchObject({ problems: [{ path: 'metadataId' }] });
    expect(connectAsSource({ ...connectable, kind: 'webhook' }, { settings: {} }).ok).toBe(false);
    expect(connectAsSource({ ...connectable, definition: keyed }, { settings: {} }).ok).toBe(false);
  });

  test('is stored in forms that an older release refuses, and what was there stays in its own', () => {
    const sources = [{}, { function: 'f' }, { componentId: 'shop' }].map((source) => numberWritten('source', source));
    const says = { ...definition, sentEvents: [ORDER] };

    expect(sources).toEqual([1, 2, 3]);
    expect(numberWritten('component', { draft: { definition: says } })).toBe(3);
    expect(numberWritten('component-version', { app: {}, definition: says })).toBe(4);
    expect(numberWritten('component-version', { app: {}, definition })).toBe(3);
  });

  test('names its entry, and has code or a write key', () => {
    const paths = (source: object) => sourceProblems({ writeKeys: [], ...source }).map(({ path }) => path);

    expect(paths({ kind: 'stream' })).toEqual(['componentId', 'writeKeys']);
    expect(paths({ componentId: 'shop', componentCode: code.hash })).toEqual(['kind']);
    expect(paths({ kind: 'stream', componentId: 'shop', function: 'f', writeKeys: ['k'] })).toEqual(['function']);
    expect(paths({ kind: 'function', function: 'f', componentCode: code.hash })).toEqual(['componentCode']);
  });
});
