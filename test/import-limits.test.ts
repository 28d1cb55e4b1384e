import { describe, expect, test } from 'vitest';
import { importCircles } from './support/import-circles.ts';
import { parseModule, readModules } from './support/read-modules.ts';

describe('modules', () => {
  test('do not import each other in a circle', () => {
    const modules = readModules(['domain', 'destinations', 'functions', 'lib', 'local', 'bin', 'client', 'bench']);

    const circles = importCircles(modules);

    expect(circles, 'what both need belongs in a third module, or is passed in').toEqual([]);
  });

  test('are found out when they do, over however many', () => {
    const modules = [
      parseModule('domain/a.ts', "import { b } from './b.ts';"),
      parseModule('domain/b.ts', "export { c } from './c.ts';"),
      parseModule('domain/c.ts', "import { a } from './a.ts'; import { d } from './d.ts';"),
      parseModule('domain/d.ts', ''),
    ];

    expect(importCircles(modules)).toEqual(['domain/a.ts -> domain/b.ts -> domain/c.ts -> domain/a.ts']);
  });

  test('may know the types of each other', () => {
    const modules = [
      parseModule('domain/a.ts', "import type { B } from './b.ts';"),
      parseModule('domain/b.ts', "import { a } from './a.ts';"),
    ];

    expect(importCircles(modules)).toEqual([]);
  });
});

const isOutside = (target: string): boolean => /^(node:|@aws-sdk\/|@smithy\/|aws-lambda$|jose$)/.test(target);

/** Adapters of the control API: what they are for is AWS or Node. */
const ADAPTERS: Readonly<Record<string, string>> = {
  'find-archived.ts': 'lists objects of the archive',
  'trace-records.ts': 'reads the dedupe table',
  'oauth/issue-token.ts': 'makes tokens and hashes them',
  'oauth/items.ts': 'makes ids and codes of the control table',
  'oauth/read-request.ts': 'compares secrets in constant time',
  'v1/authenticate.ts': 'looks tokens up',
  'v1/idempotency.ts': 'claims keys in the dedupe table',
  'v1/limits.ts': 'counts in the dedupe table',
  'v1/new-ids.ts': 'makes ids',
  'v1/new-token.ts': 'makes tokens',
  'v1/verify-jwt.ts': 'verifies signatures',
};

/** Use cases that still take chance, hashes or time from Node instead of being given them. No more may come. */
const NOT_YET: Readonly<Record<string, string>> = {
  'replays.ts': 'makes the id of a job, and waits for what is read',
};

describe('the control API', () => {
  test('takes nothing from AWS or Node but in its adapters', () => {
    const touching = readModules(['functions/control-api'])
      .filter(({ imports }) => imports.some(({ target, isTypeOnly }) => isOutside(target) && !isTypeOnly))
      .map(({ path }) => path.slice('functions/control-api/'.length));

    expect(touching.toSorted(), 'a use case is given what it needs; an adapter is listed above').toEqual(
      [...Object.keys(ADAPTERS), ...Object.keys(NOT_YET)].toSorted(),
    );
  });
});

/** Measures functions wherever they are, and starts them as one machine does. */
const mayMeasure = (target: string): boolean =>
  !/^(bin|lib|client|test|console)\//.test(target) || target === 'lib/bundling.ts';

describe('bench/', () => {
  test('measures what runs, without the command, the constructs and the tests', () => {
    const found = readModules(['bench']).flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => !mayMeasure(target))
        .map(({ target, line }) => `${path}:${line} imports ${target}`),
    );

    expect(found, 'what tests and measurements share belongs in local/ or domain/').toEqual([]);
  });

  test('is imported by nothing that runs', () => {
    const found = readModules(['domain', 'destinations', 'functions', 'lib', 'local', 'bin', 'client']).flatMap(
      ({ path, imports }) =>
        imports.filter(({ target }) => target.startsWith('bench/')).map(({ line }) => `${path}:${line}`),
    );

    expect(found, 'what is needed elsewhere is no measurement: it belongs in local/ or domain/').toEqual([]);
  });

  test('is found out when it takes from tests', () => {
    const [found] = parseModule('bench/a.ts', "import { anEvent } from '../test/support/an-event.ts';").imports;

    expect(mayMeasure(found?.target ?? '')).toBe(false);
  });
});
