import { expect, test } from 'vitest';
import type { App } from '../../../domain/catalog/app.ts';
import type { Draft } from '../../../domain/catalog/component.ts';
import { settingsSchema } from '../../../domain/catalog/settings-schema.ts';
import { isReady, submissionChecklist } from '../../../domain/catalog/submission-checklist.ts';
import { aCompleteApp, aDefinition } from '../../support/a-component.ts';

const app: App = {
  ...aCompleteApp,
  categories: ['CRM'],
  logoUrl: '/logos/acme/0123456789abcdef0123456789abcdef.png',
  ...{ id: 'acme', workspace: 'w', createdAt: '2026-11-22T00:00:00.000Z', components: [], inReview: [] },
  terms: { acceptedAt: '2026-11-22T00:00:00.000Z', acceptedBy: { type: 'member', id: 'm', name: 'Ann' } },
};
const draft: Draft = {
  ...{ version: 1, state: 'draft', changedAt: '2026-11-22T10:00:00.000Z', people: [] },
  definition: {
    ...{ name: aDefinition.name, documentation: aDefinition.documentation, config: aDefinition.config },
    ...{ settingsSchema: settingsSchema.parse(aDefinition.settingsSchema), supportedEvents: ['track', 'delete'] },
    replay: false,
  },
};
const test_ = { at: '2026-11-22T10:00:01.000Z', failures: 0, warnings: 0 };
const complete = { app, kind: 'webhook' as const, draft, test: test_ };
const withDraft = (definition: Partial<Draft['definition']>) => ({
  ...complete,
  draft: { ...draft, definition: { ...draft.definition, ...definition } },
});

/** What is not as it should be. */
const openItems = (submitted: Parameters<typeof submissionChecklist>[0]) =>
  submissionChecklist(submitted)
    .filter(({ status }) => status !== 'pass')
    .map(({ id, status }) => `${id}: ${status}`);

test.each([
  ['everything is there', complete, []],
  ['no logo', { ...complete, app: { ...app, logoUrl: undefined } }, ['app-info: fail', 'logo: warn']],
  ['a logo elsewhere', { ...complete, app: { ...app, logoUrl: 'https://acme.example/a.svg' } }, ['logo: warn']],
  ['no support', { ...complete, app: { ...app, support: undefined } }, ['app-info: fail']],
  ['no launch info', { ...complete, app: { ...app, launch: undefined } }, ['launch-info: fail', 'announcement: warn']],
  ['no terms', { ...complete, app: { ...app, terms: undefined } }, ['terms: fail']],
  ['a kind without a runtime', { ...complete, kind: 'action' as const }, ['configuration: fail']],
  ['no address', withDraft({ config: {} }), ['configuration: fail']],
  ['no events', withDraft({ supportedEvents: [] }), ['events: fail', 'deletion: warn']],
  ['no deletion', withDraft({ supportedEvents: ['track'] }), ['deletion: warn']],
  ['no documentation', withDraft({ documentation: '' }), ['documentation: fail']],
  ['no tests', { ...complete, test: undefined }, ['tests: fail']],
  ['red tests', { ...complete, test: { ...test_, failures: 1 } }, ['tests: fail']],
  ['yellow tests', { ...complete, test: { ...test_, warnings: 1 } }, ['tests: warn']],
  ['tests of before a change', { ...complete, test: { ...test_, at: '2026-11-22T09:59:59.000Z' } }, ['tests: fail']],
])('%s', (_what, submitted, open) => {
  const items = openItems(submitted);

  expect(items).toEqual(open);
  expect(isReady(submissionChecklist(submitted))).toBe(!open.some((item) => item.endsWith('fail')));
});

test('no settings at all', () => {
  const none = settingsSchema.parse({ type: 'object', properties: {} });

  const items = openItems(withDraft({ settingsSchema: none, config: { url: 'https://in.acme.example/' } }));

  expect(items).toEqual(['settings: fail']);
});
