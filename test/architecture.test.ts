import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import {
  lineOf,
  parseModule,
  readModules,
  ROOT,
  visit,
  type Module,
  type ModuleImport,
} from './support/read-modules.ts';

// Who may import what. The message of a failing test says where the code should go instead.

/** The use case of each stage: what it does, without AWS, Node or a clock of its own. */
const USE_CASES: Readonly<Record<string, string>> = {
  ingest: 'ingest.ts',
  source: 'source.ts',
  'fan-out': 'fan-out.ts',
  delivery: 'deliver.ts',
  runner: 'run-call.ts',
  replay: 'replay.ts',
  sweep: 'sweep.ts',
  web: 'web.ts',
  console: 'console.ts',
  'control-api': 'use-cases/trace.ts',
};

const STAGES = readdirSync(join(ROOT, 'functions'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
  .map(({ name }) => name);

type Verdict = true | string;
type Rule = { readonly folder: string; readonly judge: (found: ModuleImport, from: Module) => Verdict };

const isIn = (folder: string, path: string): boolean => path.startsWith(`${folder}/`);
const isOurs = (path: string): boolean =>
  ['domain', 'destinations', 'functions', 'lib', 'bin', 'client', 'local', 'proof', 'console', 'test'].some((folder) =>
    isIn(folder, path),
  );
const isNode = (target: string): boolean => target.startsWith('node:');
const isCdk = (target: string): boolean => /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(target);
const isAwsSdk = (target: string): boolean => /^@(aws-sdk|smithy)\//.test(target);

/** What pure code may take from outside: a schema language, an address parser, a validator of JSON Schema, templates. */
const PURE_PACKAGES: ReadonlySet<string> = new Set([
  ...['zod/mini', 'ipaddr.js', '@cfworker/json-schema', 'liquidjs'],
  // Markdown.
  ...['mdast', 'mdast-util-from-markdown', 'mdast-util-gfm-table', 'micromark-extension-gfm-table'],
  ...['micromark-core-commonmark', 'micromark-util-types'],
]);

/** The pure half of the kinds: all that their list leads to. */
const PURE_KINDS = reachedFrom('destinations/kinds.ts', readModules(['destinations']));

function reachedFrom(start: string, among: readonly Module[]): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const path of reached) {
    const imports = among.find((module) => module.path === path)?.imports ?? [];
    for (const { target } of imports) if (isIn('destinations', target)) reached.add(target);
  }
  return reached;
}

const isPure = (target: string): boolean =>
  isIn('domain', target) || PURE_KINDS.has(target) || PURE_PACKAGES.has(target);
const NOT_PURE =
  'domain/ and what destinations/kinds.ts lists are pure: code that touches AWS or Node belongs in functions/shared, a handler or the runtime.ts of a kind, and what varies (time, chance) is passed in';

/** What the one machine takes of lib: the app itself, its configuration, and how its code is bundled. */
const APP_FILES: ReadonlySet<string> = new Set([
  'lib/penstock-app.ts',
  'lib/pipeline-stack.ts',
  'lib/stage-config.ts',
  'lib/bundling.ts',
]);

const RULES: readonly Rule[] = [
  {
    folder: 'domain',
    judge: ({ target }) => isPure(target) || NOT_PURE,
  },
  {
    folder: 'destinations',
    judge: ({ target }, { path }) => {
      if (PURE_KINDS.has(path)) return isPure(target) || NOT_PURE;
      if (['domain', 'destinations', 'functions/shared'].some((folder) => isIn(folder, target))) return true;
      if (isOurs(target))
        return 'a kind knows domain/ and functions/shared: what a stage does with it is not its business';
      return !isCdk(target) || 'a kind knows nothing of the CDK app: shared values belong in domain/';
    },
  },
  ...STAGES.map((stage): Rule => ({
    folder: `functions/${stage}`,
    judge: (found, from) => judgeStage(stage, found, from),
  })),
  {
    folder: 'functions/shared',
    judge: ({ target }) => {
      if (['domain', 'destinations', 'functions/shared'].some((folder) => isIn(folder, target))) return true;
      if (isOurs(target))
        return 'functions/shared serves every stage: what only one of them needs belongs in its folder, values for lib belong in domain/';
      return !isCdk(target) || 'functions/ knows nothing of the CDK app: shared values belong in domain/';
    },
  },
  {
    folder: 'functions/shared/jobs',
    judge: ({ target }) =>
      !target.startsWith('domain/replay') ||
      target.endsWith('/archive-job.ts') ||
      'a job knows no verb: what is done with the lines of a step belongs to the verb, and is passed in',
  },
  {
    folder: 'lib',
    judge: ({ target, isTypeOnly }) => {
      if (isIn('domain', target) || isIn('lib', target)) return true;
      if (/^functions\/[^/]+\/env\.ts$/.test(target))
        return isTypeOnly || 'lib/ takes the type of an environment only: write `import type`';
      if (isOurs(target)) return 'lib/ describes resources: values that functions share with it belong in domain/';
      if (isNode(target))
        return (
          ['node:path', 'node:url'].includes(target) ||
          'lib/ only computes paths: reading anything belongs in bin/ or local/'
        );
      return !isAwsSdk(target) || 'lib/ describes resources and calls none: the AWS SDK belongs in functions/';
    },
  },
  {
    folder: 'client',
    judge: ({ target, isTypeOnly }) => {
      if (isIn('domain', target) || isIn('client', target)) return true;
      if (target === 'functions/control-api/routes.ts' || target === 'zod/mini')
        return isTypeOnly || 'client/ takes types of the routes only, so that it runs anywhere: write `import type`';
      return 'client/ runs in a browser too: it takes nothing but types of the routes, and domain/';
    },
  },
  {
    folder: 'bin',
    judge: (found, { path }) => (path === 'bin/app.ts' ? judgeApp(found) : judgeCommand(found)),
  },
  {
    folder: 'local',
    judge: ({ target }) => {
      if (['domain', 'destinations', 'functions/shared', 'local'].some((folder) => isIn(folder, target))) return true;
      if (APP_FILES.has(target) || target === 'console/build.ts') return true;
      if (/^functions\/[^/]+\/(handler|env)\.ts$/.test(target)) return true;
      return (
        !isOurs(target) ||
        'local/ runs the real app through its doors: handler.ts and env.ts of a stage, the app of lib/, and the build of the console'
      );
    },
  },
  {
    folder: 'console',
    judge: ({ target }) =>
      isPure(target) ||
      ['client', 'console'].some((folder) => isIn(folder, target)) ||
      !isOurs(target) ||
      'console/ shares domain/ and client/ and nothing else',
  },
  {
    folder: 'test/domain',
    judge: ({ target }) =>
      isPure(target) ||
      ['test/domain', 'test/support'].some((folder) => isIn(folder, target)) ||
      !isOurs(target) ||
      'test/domain tests pure code: a test that needs more belongs beside what it needs',
  },
];

function judgeApp({ target }: ModuleImport): Verdict {
  return isIn('lib', target) || isCdk(target) || 'bin/app.ts only creates the app: everything else belongs in lib/';
}

/** Commands for people: they work on a deployed stage with the code that its functions share. */
function judgeCommand({ target }: ModuleImport): Verdict {
  if (isPure(target)) return true;
  if (['client', 'functions/shared', 'bin'].some((folder) => isIn(folder, target))) return true;
  // Reading a workspace file, and the code of functions, is the same for the command and for one machine.
  if (target === 'local/workspace-file.ts' || target === 'local/function-files.ts') return true;
  return (
    !isOurs(target) || 'a command uses domain/, client/ and functions/shared: what it needs of a stage belongs there'
  );
}

function judgeStage(stage: string, { target, isTypeOnly }: ModuleImport, from: Module): Verdict {
  if (['domain', 'destinations', 'functions/shared', `functions/${stage}`].some((folder) => isIn(folder, target)))
    return true;
  if (isIn('functions', target))
    return 'stages know nothing of each other: what two of them need belongs in functions/shared, messages in domain/pipeline/messages.ts';
  if (isOurs(target))
    return 'functions/ runs on AWS: shared values belong in domain/, what one machine needs in local/';
  if (isCdk(target)) return 'functions/ knows nothing of the CDK app: shared values belong in domain/';
  const isUseCase = from.path === `functions/${stage}/${USE_CASES[stage]}`;
  const touchesOutside = isNode(target) || isAwsSdk(target) || target === 'aws-lambda';
  return (
    !isUseCase ||
    !touchesOutside ||
    isTypeOnly ||
    'a use case has ports: what touches AWS or Node belongs in handler.ts or an adapter beside it'
  );
}

/** `file:line imports target: where to go`, for every import that a rule forbids. */
function violations(modules: readonly Module[]): string[] {
  return modules.flatMap((module) =>
    RULES.filter(({ folder }) => isIn(folder, module.path)).flatMap(({ judge }) =>
      module.imports.flatMap((found) => {
        const verdict = judge(found, module);
        return verdict === true ? [] : [`${module.path}:${found.line} imports ${found.target}: ${verdict}`];
      }),
    ),
  );
}

const modules = readModules([
  'domain',
  'destinations',
  'functions',
  'lib',
  'bin',
  'client',
  'local',
  'console/src',
  'test/domain',
]);

describe('imports', () => {
  test('stay within what each folder may know', () => {
    const found = violations(modules);

    expect(found).toEqual([]);
  });

  test.each([
    ['domain/a.ts', "import { x } from 'node:fs';"],
    ['domain/a.ts', "import type { x } from '../functions/shared/lambda/clients.ts';"],
    ['domain/a.ts', "export { x } from '@aws-sdk/client-sqs';"],
    ['domain/fql/a.ts', "const x = await import('../../lib/queue.ts');"],
    ['domain/a.ts', "let x: import('aws-lambda').Context;"],
    ['domain/a.ts', "import { x } from '../destinations/webhook/runtime.ts';"],
    ['destinations/webhook/kind.ts', "import { x } from 'node:crypto';"],
    ['destinations/webhook/runtime.ts', "import { x } from '../../functions/delivery/deliver.ts';"],
    ['functions/ingest/a.ts', "import { x } from '../delivery/deliver.ts';"],
    ['functions/ingest/a.ts', "import { x } from '../../lib/watch.ts';"],
    ['functions/ingest/a.ts', "import { x } from '../../local/code.ts';"],
    ['functions/ingest/a.ts', "import { x } from 'aws-cdk-lib/aws-sqs';"],
    ['functions/ingest/ingest.ts', "import { x } from 'node:zlib';"],
    ['functions/delivery/deliver.ts', "import { x } from '@aws-sdk/client-sqs';"],
    ['functions/shared/a.ts', "import { x } from '../ingest/enqueue.ts';"],
    ['lib/a.ts', "import { x } from '../functions/ingest/env.ts';"],
    ['lib/a.ts', "import type { x } from '../functions/ingest/ingest.ts';"],
    ['lib/a.ts', "import { x } from '../local/code.ts';"],
    ['lib/a.ts', "import { x } from 'node:fs';"],
    ['client/a.ts', "import { x } from '../functions/control-api/routes.ts';"],
    ['client/a.ts', "import type { x } from '../functions/control-api/http/context.ts';"],
    ['client/a.ts', "import { x } from 'node:fs';"],
    ['bin/app.ts', "import { x } from '../domain/base/limits.ts';"],
    ['bin/command.ts', "import { x } from '../functions/ingest/handler.ts';"],
    ['bin/command.ts', "import { x } from '../local/start-pipeline.ts';"],
    ['local/a.ts', "import { x } from '../functions/ingest/ingest.ts';"],
    ['local/a.ts', "import { x } from '../lib/work-queue.ts';"],
    ['console/src/a.tsx', "import { x } from '../../functions/shared/clients.ts';"],
    ['test/domain/a.ts', "import { x } from '../../functions/shared/pack-codec.ts';"],
  ])('of %s that say %s are found', (path, text) => {
    const found = violations([parseModule(path, text)]);

    expect(found).toEqual([expect.stringMatching(/^.+:1 imports .+: .{20,}$/)]);
  });

  test.each([
    ['domain/a.ts', "import * as z from 'zod/mini'; import { x } from './event.ts';"],
    ['functions/ingest/ingest.ts', "import { x } from './request.ts'; import type { y } from 'aws-lambda';"],
    ['functions/ingest/handler.ts', "import { x } from 'node:crypto'; import { y } from '../shared/clients.ts';"],
    [
      'lib/a.ts',
      "import type { x } from '../functions/ingest/env.ts'; import { type y } from '../functions/ingest/env.ts';",
    ],
    ['client/a.ts', "import type { x } from '../functions/control-api/routes.ts';"],
    ['console/src/a.tsx', "import { x } from '../../client/api-client.ts';"],
    [
      'local/a.ts',
      "import { x } from '../functions/ingest/handler.ts'; const y = await import('../lib/penstock-app.ts');",
    ],
  ])('of %s that say %s are allowed', (path, text) => {
    const found = violations([parseModule(path, text)]);

    expect(found).toEqual([]);
  });
});

const GIVEN_BY_CALLER: ReadonlySet<string> = new Set(['Date.now', 'Math.random', 'performance.now']);
const SURROUNDINGS: ReadonlySet<string> = new Set([
  ...['process', 'globalThis', 'Buffer', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'crypto', 'console'],
]);

/** What pure code must be given instead of taking it: the time, chance, the environment. */
function impurities({ path, source }: Module): string[] {
  const found: string[] = [];
  visit(source, (node) => {
    const what = impurityOf(node, source);
    if (what === undefined) return;
    found.push(`${path}:${lineOf(source, node)} uses ${what}: it is pure, so let the caller pass it in`);
  });
  return found;
}

function impurityOf(node: ts.Node, source: ts.SourceFile): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText(source);
    return GIVEN_BY_CALLER.has(text) ? text : undefined;
  }
  const isDateCall = ts.isCallExpression(node) || (ts.isNewExpression(node) && (node.arguments ?? []).length === 0);
  if (isDateCall && node.expression.getText(source) === 'Date') return 'the time of the machine';
  return ts.isIdentifier(node) && SURROUNDINGS.has(node.text) && !isMemberName(node) ? node.text : undefined;
}

/** The `x` of `a.x` and of `{ x: 1 }`: a name inside of something, and not a variable. */
function isMemberName({ parent, text }: ts.Identifier): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === text;
  return ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) ? parent.name.getText() === text : false;
}

describe('the domain', () => {
  test('takes neither time nor chance nor surroundings', () => {
    const found = modules.filter(({ path }) => isIn('domain', path) || PURE_KINDS.has(path)).flatMap(impurities);

    expect(found).toEqual([]);
  });

  test.each([
    'const a = Date.now();',
    'const a = Date.now;',
    'const a = Math.random();',
    'const a = new Date();',
    'const a = new Date;',
    'const a = Date();',
    "const a = process.env['X'];",
    "const a = globalThis['process'];",
    "console.log('x');",
  ])('is found out when it says %s', (text) => {
    const found = impurities(parseModule('domain/a.ts', text));

    expect(found).toHaveLength(1);
  });

  test.each(['const a = new Date(0);', 'const a = Date.parse(b);', 'const a = { process: 1 }; a.process;'])(
    'may say %s',
    (text) => {
      const found = impurities(parseModule('domain/a.ts', text));

      expect(found).toEqual([]);
    },
  );
});

/** Where a test says for itself how long is too long. */
function ownTimeouts({ path, source }: Module): string[] {
  const found: string[] = [];
  visit(source, (node) => {
    if (!ts.isPropertyAssignment(node) || !/^(testT|hookT|t)imeout$/.test(node.name.getText(source))) return;
    found.push(
      `${path}:${lineOf(source, node)}: vitest.config.ts says how long is too long, so that no test depends on speed`,
    );
  });
  return found;
}

describe('a system test', () => {
  test('waits for as long as it takes', () => {
    const found = readModules(['test/system']).flatMap(ownTimeouts);

    expect(found).toEqual([]);
  });

  test('is found out when it has a patience of its own', () => {
    const found = ownTimeouts(parseModule('test/system/a.ts', 'await expect.poll(look, { timeout: 5_000 }).toBe(1);'));

    expect(found).toHaveLength(1);
  });
});

/** What only functions/shared/lambda/outside.ts may ask for, the outbound client, which is outside itself, and what guests have of their own. */
const OUTSIDE = /\bnew Date\(\)|\bDate\.now\b|\bMath\.random\b|\bset(Timeout|Interval)\(|'node:timers/;
const IS_OUTSIDE = /^functions\/(shared\/(lambda\/outside|outbound\/outbound-[\w-]+)|runner\/prelude\/\w+)\.ts$/;

/** What replaces something that others use as well. */
const REPLACES =
  /\buseFakeTimers\b|\bsyncBuiltinESMExports\b|\bstub(Global|Env)\b|\bMath\.random = |\bglobalThis\.\w+ = /;

type Read = { readonly path: string; readonly source: { readonly text: string } };
const withText = (found: readonly Read[], text: RegExp): string[] =>
  found.flatMap(({ path, source }) => (text.test(source.text) ? [path] : []));

describe('what is outside of a function', () => {
  test('is passed in: time, chance and waits are not taken from Node', () => {
    const own = readModules(['functions', 'destinations']).filter(({ path }) => !IS_OUTSIDE.test(path));

    expect(withText(own, OUTSIDE)).toEqual([]);
  });

  test('is not replaced by a test or a bench', () => {
    const found = readModules(['test', 'proof']).filter(({ path }) => path !== 'test/architecture.test.ts');

    expect(withText(found, REPLACES)).toEqual([]);
  });

  test.each([
    [OUTSIDE, 'const at = new Date();'],
    [OUTSIDE, "import { setTimeout as wait } from 'node:timers/promises';"],
    [REPLACES, 'beforeEach(() => vi.useFakeTimers());'],
    [REPLACES, 'globalThis.Date = VirtualDate;'],
  ])('is found out: %s in %s', (rule, text) => {
    expect(withText([parseModule('functions/sweep/a.ts', text)], rule)).toHaveLength(1);
  });
});

describe('the folder of each stage', () => {
  test.each(STAGES)('functions/%s has its door, its environment, its handler and its use case', (stage) => {
    const useCase = USE_CASES[stage];

    expect(useCase, `name the use case of functions/${stage} at the top of this test`).toBeTypeOf('string');
    const files = ['lambda.ts', 'env.ts', 'handler.ts', String(useCase)];
    const missing = files.filter((file) => !existsSync(join(ROOT, 'functions', stage, file)));
    expect(missing, `each stage has the same files; see functions/ingest`).toEqual([]);
  });

  test.each(STAGES)(
    'functions/%s/lambda.ts only reads the environment, creates the handler and exports it',
    (stage) => {
      const door = modules.find(({ path }) => path === `functions/${stage}/lambda.ts`);

      const statements = (door?.source.statements ?? []).filter((statement) => !ts.isImportDeclaration(statement));

      expect(statements.map((statement) => statement.getText(door?.source))).toEqual([
        expect.stringMatching(/^const outside = (realOutside\()?\{[^;]+\}\)?;$/),
        expect.stringMatching(/^export const handler = createHandler\(parseEnv\(\w+, process\.env\), outside\);$/),
      ]);
    },
  );

  test('has no other file that reads the environment', () => {
    const readers = modules
      .filter(({ path }) => isIn('functions', path) && !path.endsWith('/lambda.ts'))
      .flatMap(({ path, source }) => {
        const lines: string[] = [];
        visit(source, (node) => {
          const isProcessEnv = ts.isPropertyAccessExpression(node) && node.getText(source) === 'process.env';
          if (isProcessEnv)
            lines.push(`${path}:${lineOf(source, node)} reads process.env: add it to env.ts of the stage`);
        });
        return lines;
      });

    expect(readers).toEqual([]);
  });
});
