import { describe, expect, test } from 'vitest';
import { placeIn } from '../../../domain/functions/load-place.ts';
import { createRunner, TRACK } from './call-runner.ts';

const runner = createRunner();

describe('the runner', () => {
  test('calls the handler of the type of an event with its settings', async () => {
    const code = `async function onTrack(event, settings) { return { name: event.event, key: settings.key }; }`;

    const { end } = await runner.runOne(code, { type: 'insert', settings: { key: 'k1' } });

    expect(end).toEqual({ kind: 'returned', value: '{"name":"Order Completed","key":"k1"}' });
  });

  test('takes modules that export their handlers', async () => {
    const code = `const double = (n) => 2 * n;\nexport const onTrack = (event) => ({ total: double(event.properties.total) });`;

    const { end } = await runner.runOne(code, { type: 'insert' });

    expect(end).toEqual({ kind: 'returned', value: '{"total":25}' });
  });

  test('says which handlers a function has, without an event', async () => {
    const answer = await runner.call('async function onTrack() {}\nasync function onBatch() {}', {
      work: 'load',
      events: [],
    });

    expect(answer).toEqual({ kind: 'loaded', handlers: ['onTrack', 'onBatch'] });
  });

  test.each([
    ['a mistake in its text', 'async function onTrack( {', /SyntaxError/],
    ['an error at its top', 'throw new TypeError("no");\nfunction onTrack() {}', /TypeError: no/],
    ['no handler', 'const x = 1;', /none of the functions/],
    ['an import', 'import lodash from "lodash";\nexport const onTrack = () => lodash;', /lodash/],
    ['a top that never ends', 'while (true);\nfunction onTrack() {}', /more than 2 s/],
  ])('says what is wrong with code that has %s', async (_, code, message) => {
    const answer = await runner.call(code, { work: 'load', events: [] });

    expect(answer.kind).toBe('broken');
    expect(JSON.stringify(answer)).toMatch(message);
  });

  test.each([
    [
      'what cannot be read',
      'function onTrack() {\n  const a = ;\n}',
      "SyntaxError: unexpected token in expression: ';'",
      { line: 2, column: 13 },
    ],
    [
      'what is not there',
      'const x = 1;\n  nothing.here();\nfunction onTrack(){}',
      'ReferenceError: nothing is not defined',
      { line: 2, column: 3 },
    ],
    [
      'what is thrown at its top',
      'function f() {\n  throw new TypeError("no");\n}\nf();',
      'TypeError: no',
      { line: 2, column: 13 },
    ],
    ['its end, when it ends too soon', 'function onTrack() {\n  return 1;', /^SyntaxError: /, { line: 2, column: 12 }],
    [
      'a module that cannot be read',
      'export function onTrack() {}\nexport const = 1;',
      /^SyntaxError: /,
      { line: 2, column: 14 },
    ],
  ])('says the place of %s', async (...given) => {
    const [, code, message, place] = given;

    const answer = await runner.call(code, { work: 'load', events: [] });

    const said = answer.kind === 'broken' ? answer.message : '';
    expect(said).toMatch(message);
    expect(placeIn(said)).toEqual(place);
  });

  test('does not believe a place that the code makes up beyond its own end', async () => {
    const code = 'const error = new Error("made up");\nerror.stack = "at function.js:999999:1";\nthrow error;';

    const answer = await runner.call(code, { work: 'load', events: [] });

    expect(placeIn(answer.kind === 'broken' ? answer.message : '')?.line).toBe(3);
  });

  test('says that an event has no handler', async () => {
    const { end } = await runner.runOne('async function onPage() {}');

    expect(end).toEqual({ kind: 'no-handler', handler: 'onTrack' });
  });

  test('hands on the errors by which a function says what becomes of an event', async () => {
    const code = `async function onTrack(event) {
      if (event.messageId === 'retry') throw new RetryError('later', { retryAfter: 7 });
      throw new ValidationError('no email');
    }`;

    const [retry, invalid] = await runner.run(code, { events: [{ ...TRACK, messageId: 'retry' }, TRACK] });

    expect(retry?.end).toEqual({ kind: 'threw', error: { name: 'RetryError', message: 'later', retryAfterMs: 7_000 } });
    expect(invalid?.end).toEqual({ kind: 'threw', error: { name: 'ValidationError', message: 'no email' } });
  });

  test('keeps what is logged', async () => {
    const { logs } = await runner.runOne(
      `function onTrack(event) { console.log('a', { b: 1 }); console.error(new Error('c')); }`,
    );

    expect(logs).toEqual([
      { level: 'log', text: 'a {"b":1}' },
      { level: 'error', text: 'Error: c' },
    ]);
  });

  test('has events one beside the other, each in a machine of its own', async () => {
    const code = `let seen = 0;\nasync function onTrack(event) { seen += 1; await new Promise((go) => setTimeout(go, 20)); return { seen }; }`;
    const events = Array.from({ length: 8 }, () => TRACK);

    const results = await runner.run(code, { type: 'insert', events });

    expect(results.map(({ end }) => end)).toEqual(events.map(() => ({ kind: 'returned', value: '{"seen":1}' })));
  });

  test('ends an event that computes without end, and no other', async () => {
    const code = `async function onTrack(event) { if (event.messageId === 'bad') while (true); return event; }`;
    const events = ['a', 'bad', 'b'].map((messageId) => ({ ...TRACK, messageId }));

    const results = await runner.run(code, { type: 'insert', events });

    expect(results.map(({ end }) => end.kind)).toEqual(['returned', 'stopped', 'returned']);
  });

  test('ends an event on which the engine itself never comes back, with its thread, and runs the others again', async () => {
    const code = `async function onTrack(event) {
      if (event.messageId === 'bad') { const list = []; list[1e9] = 1; list.join(); }
      return event;
    }`;
    const events = ['a', 'bad', 'b'].map((messageId) => ({ ...TRACK, messageId }));

    const results = await runner.run(code, { type: 'insert', events });

    expect(results.map(({ end }) => end.kind)).toEqual(['returned', 'stopped', 'returned']);
  });

  test('uses machines again also where calls come at the same time, and has no more than it can keep', async () => {
    const code = `let seen = 0;\nasync function onTrack() { seen += 1; await new Promise((go) => setTimeout(go, 5)); return { seen }; }`;
    const events = Array.from({ length: 32 }, () => TRACK);
    const many = (): Promise<unknown[]> =>
      Promise.all(Array.from({ length: 4 }, () => runner.run(code, { type: 'insert', events })));

    const results = [await many(), await many()].flat(2) as { end: { value?: string } }[];

    expect(results).toHaveLength(256);
    expect(results.filter(({ end }) => end.value === '{"seen":1}').length).toBeLessThanOrEqual(64);
  });
});
