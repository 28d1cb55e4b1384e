import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { API_ROUTES } from '../functions/control-api/routes.ts';
import { importCircles, mutualFolders } from './support/import-circles.ts';
import { parseModule, readModules, ROOT } from './support/read-modules.ts';

const NOUNS = join(ROOT, 'functions/control-api/nouns');

describe('modules', () => {
  test('do not import each other in a circle', () => {
    const modules = readModules(['domain', 'destinations', 'functions', 'lib', 'local', 'bin', 'client', 'proof']);

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

/** The folders of domain/ and of functions/shared, those of the control API, and what lies beside these. */
const folderOf = (path: string): string | undefined =>
  /^(domain\/[\w-]+|functions\/shared\/[\w-]+|functions\/control-api(\/[\w-]+(?=\/))?)\//.exec(path)?.[1];

describe('folders', () => {
  test('take from each other in one direction only', () => {
    const found = mutualFolders(readModules(['domain', 'functions/shared', 'functions/control-api']), folderOf);

    expect(found, 'what both need belongs in the folder below both, or in a third').toEqual([]);
  });

  test('are found out when they take both ways', () => {
    const modules = [
      parseModule('domain/ledger/a.ts', "import type { B } from '../pipeline/b.ts';"),
      parseModule('domain/pipeline/b.ts', "import { c } from '../ledger/c.ts';"),
    ];

    expect(mutualFolders(modules, folderOf)).toEqual([expect.stringContaining('domain/ledger <-> domain/pipeline')]);
  });

  test('are found out when one of them takes from what lies beside them, which takes from it', () => {
    const modules = [
      parseModule('functions/control-api/handler.ts', "import { a } from './aliases/a.ts';"),
      parseModule('functions/control-api/aliases/a.ts', "import type { Env } from '../env.ts';"),
    ];

    expect(mutualFolders(modules, folderOf)).toEqual([
      expect.stringContaining('functions/control-api <-> functions/control-api/aliases'),
    ]);
  });
});

const isOutside = (target: string): boolean => /^(node:|@aws-sdk\/|@smithy\/|aws-lambda$|jose$)/.test(target);

/** Adapters of the control API: what they are for is AWS or Node. */
const ADAPTERS: Readonly<Record<string, string>> = {
  'auth/authenticate.ts': 'looks tokens up',
  'auth/cognito.ts': 'asks the user pool for accounts',
  'auth/grant-items.ts': 'makes ids and codes of the control table',
  'auth/new-token.ts': 'makes tokens',
  'auth/verify-jwt.ts': 'verifies signatures',
  'http/idempotency.ts': 'claims keys in the dedupe table',
  'http/limits.ts': 'counts in the dedupe table',
  'oauth/issue-token.ts': 'makes tokens and hashes them',
  'oauth/read-request.ts': 'compares secrets in constant time',
  'use-cases/component-items.ts': 'makes keys of the control table of digests',
  'use-cases/find-archived.ts': 'lists objects of the archive',
  'use-cases/logos.ts': 'names pictures after what is in them',
  'use-cases/new-ids.ts': 'makes ids',
  'use-cases/trace-records.ts': 'reads the dedupe table',
};

describe('the control API', () => {
  test('takes nothing from AWS or Node but in its adapters', () => {
    const touching = readModules(['functions/control-api'])
      .filter(({ imports }) => imports.some(({ target, isTypeOnly }) => isOutside(target) && !isTypeOnly))
      .map(({ path }) => path.slice('functions/control-api/'.length));

    expect(touching.toSorted(), 'a use case is given what it needs; an adapter is listed above').toEqual(
      Object.keys(ADAPTERS).toSorted(),
    );
  });
});

/** What an alias writes its answer with; the rest of functions/shared is for use cases. */
const FOR_ALIASES = ['functions/shared/dynamo/fitting-items.ts', 'functions/shared/jobs/steer-jobs.ts'];

describe('in the control API', () => {
  const importsOf = (folder: string) =>
    readModules([`functions/control-api/${folder}`]).flatMap(({ path, imports }) =>
      imports.filter(({ isTypeOnly }) => !isTypeOnly).map(({ target }) => ({ target, line: `${path} -> ${target}` })),
    );

  test('use cases return values: what makes an answer of HTTP is for nouns and aliases', () => {
    const found = importsOf('use-cases').filter(({ target }) => /\/http\/(router|dispatch|route|openapi)/.test(target));

    expect(found).toEqual([]);
  });

  test('aliases read and write, and what they do is done by use cases', () => {
    const found = importsOf('aliases').filter(
      ({ target }) => target.startsWith('functions/shared/') && !FOR_ALIASES.includes(target),
    );

    expect(found).toEqual([]);
  });
});

describe('a route', () => {
  const files = readdirSync(NOUNS).map((file) => [file, readFileSync(join(NOUNS, file), 'utf8')] as const);

  test.each([...new Set(API_ROUTES.map(({ path }) => path))])('%s is found by its path, in one file', (path) => {
    const found = files.filter(([, text]) => text.includes(`path: '${path}'`));

    expect(
      found.map(([file]) => file),
      'docs/architecture.md says to search for it',
    ).toHaveLength(1);
  });
});

/** Measures functions wherever they are, and starts them as one machine does. */
const mayMeasure = (target: string): boolean =>
  !/^(bin|lib|client|test|console)\//.test(target) || /^lib\/(bundling|stage-config)\.ts$/.test(target);

describe('proof/', () => {
  test('measures what runs, without the command, the constructs and the tests', () => {
    const found = readModules(['proof']).flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => !mayMeasure(target))
        .map(({ target, line }) => `${path}:${line} imports ${target}`),
    );

    expect(found, 'what tests and proofs share belongs in proof/world, local/ or domain/').toEqual([]);
  });

  test('is imported by nothing that runs', () => {
    const found = readModules(['domain', 'destinations', 'functions', 'lib', 'local', 'bin', 'client']).flatMap(
      ({ path, imports }) =>
        imports.filter(({ target }) => target.startsWith('proof/')).map(({ line }) => `${path}:${line}`),
    );

    expect(found, 'what is needed elsewhere is no proof: it belongs in local/ or domain/').toEqual([]);
  });

  test('is found out when it takes from tests', () => {
    const [found] = parseModule('proof/a.ts', "import { anEvent } from '../test/support/an-event.ts';").imports;

    expect(mayMeasure(found?.target ?? '')).toBe(false);
  });
});
