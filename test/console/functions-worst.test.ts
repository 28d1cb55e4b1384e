import { afterAll, beforeAll, describe } from 'vitest';
import { aFunction, aLog, aVersion, CODE, functionAnswers, usersOfFunctions } from '../support/console/a-function.ts';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import { testWorstStates } from '../support/console/worst-states.ts';

// The pages of functions in the states in which a page must hold.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const ANSWERS = functionAnswers();
const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Everything is called by the last of the names, which is the worst. */
const named = (names: readonly string[]): Answers => {
  const worst = names.at(-1) ?? '';
  const of = aFunction({
    ...{ name: worst, description: worst, handlers: names.map((name) => name.slice(0, 60)) },
    settings: { endpoint: { type: 'string', label: worst.slice(0, 200), description: worst } },
  });
  return {
    ...ANSWERS,
    'GET /functions': { functions: names.map((name, i) => aFunction({ id: `f${i}`, name })), pagination: {} },
    'GET /functions/{functionId}': { function: of, code: CODE },
    'GET /functions/{functionId}/versions': {
      versions: names.map((name, i) => aVersion(names.length - i, { createdBy: { type: 'member', id: 'u', name } })),
      pagination: {},
    },
    'GET /functions/{functionId}/versions/{version}': {
      version: aVersion(1, { settings: of.settings }),
      code: `${CODE}// ${worst}`,
    },
    'GET /destinations': { destinations: usersOfFunctions([worst, worst]), pagination: {} },
  };
};

describe('the list of functions', () => {
  testWorstStates(() => site, {
    ...{ name: 'functions-list', path: '/w/acme/functions', answers: ANSWERS, shows: 'CRM by a function', named },
    many: {
      answers: (count) => ({
        ...ANSWERS,
        'GET /functions': { functions: many(count, (i) => aFunction({ id: `f${i}` })), pagination: {} },
      }),
    },
  });
});

describe('the overview of a function', () => {
  testWorstStates(() => site, {
    ...{
      name: 'function-overview',
      path: '/w/acme/functions/to-crm',
      answers: ANSWERS,
      shows: 'function error',
      named,
    },
  });
});

describe('the code of a function', () => {
  testWorstStates(() => site, {
    ...{ name: 'function-code', path: '/w/acme/functions/to-crm/code', answers: ANSWERS, shows: 'Version 3 is saved' },
    named,
  });
});

describe('the versions of a function', () => {
  testWorstStates(() => site, {
    ...{ name: 'function-versions', path: '/w/acme/functions/to-crm/versions', answers: ANSWERS, shows: 'Earlier' },
    named,
  });
});

describe('the logs of a function', () => {
  testWorstStates(() => site, {
    ...{ name: 'function-logs', path: '/w/acme/functions/to-crm/logs', answers: ANSWERS, shows: 'TypeError' },
    named: (names) => ({
      ...named(names),
      'GET /functions/{functionId}/logs': ({ query }) => ({
        logs:
          query['since'] === undefined
            ? names.map((name) => aLog({ message: name, messageId: name, logs: [{ level: 'log', text: name }] }))
            : [],
        cursor: '1',
      }),
    }),
  });
});
