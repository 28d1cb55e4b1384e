// What a component must have before a reviewer looks at it, item by item. Shown to the partner at any time; submitting asks
// the same list.

import type { App } from './app.ts';
import { shownLogo } from './logo.ts';
import { componentKind, type ComponentKind } from './component-kinds.ts';
import type { Definition, Draft } from './component.ts';
import type { ComponentTestResult } from './component-test-result.ts';
import { documentationProblems } from './documentation-template.ts';

/** `warn` is in nobody's way. */
export type CheckStatus = 'pass' | 'warn' | 'fail';

export type ChecklistItem = {
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  /** What is missing and what to do; empty when nothing is. */
  readonly details: readonly string[];
};

type Submitted = {
  readonly app: App;
  readonly kind: ComponentKind;
  readonly draft: Draft;
  readonly test: ComponentTestResult | undefined;
};

/** The whole list, in the order in which one would work through it. */
export function submissionChecklist({ app, kind, draft, test }: Submitted): ChecklistItem[] {
  const { use, sections, connectsAs, title } = componentKind(kind);
  const noRuntime = [`Penstock cannot run a ${title.toLowerCase()} yet; the component can be prepared until then.`];
  return [
    item('app-info', 'The app is described', missing(BASIC, app)),
    advice('logo', 'Customers see its logo', foreignLogo(app)),
    item('launch-info', 'What a reviewer needs is there', missing(LAUNCH, app)),
    advice('announcement', 'The launch is announced', missing(ANNOUNCEMENT, app)),
    item('terms', 'An owner has accepted the terms', app.terms === undefined ? [SAY_TERMS] : []),
    item('configuration', 'It can be run', use === undefined ? noRuntime : use.problems(draft.definition)),
    ...(connectsAs === 'destination' ? ofDestination : ofSource)(draft.definition),
    item('documentation', 'It is documented', documentationProblems(draft.definition.documentation, sections)),
    testItem(draft, test),
  ];
}

function ofDestination({ settingsSchema, supportedEvents }: Definition): ChecklistItem[] {
  return [
    item('settings', 'Customers can be asked for settings', noSettings(Object.keys(settingsSchema.properties))),
    item('events', 'It says which events it takes', supportedEvents.length === 0 ? [SAY_EVENTS] : []),
    advice('deletion', 'It forgets users', supportedEvents.includes('delete') ? [] : [SAY_DELETE]),
  ];
}

/** Customers need not be asked for anything: requests come to an address that nobody else knows. */
function ofSource({ sentEvents = [], sampleRequests = [], code }: Definition): ChecklistItem[] {
  const isUntried = code !== undefined && sampleRequests.length === 0;
  return [
    item('events', 'It says which events it sends', sentEvents.length === 0 ? [SAY_SENT] : []),
    item('samples', 'There are requests to try its code with', isUntried ? [SAY_SAMPLES] : []),
  ];
}

/** Whether it can be submitted. */
export function isReady(items: readonly ChecklistItem[]): boolean {
  return items.every(({ status }) => status !== 'fail');
}

const SAY_TERMS = 'An owner of the workspace accepts them: POST /apps/{appId}/terms.';
const SAY_EVENTS = 'supportedEvents is empty.';
const SAY_SENT = 'sentEvents is empty: name every event, with its type, as customers will see it.';
const SAY_SAMPLES = 'sampleRequests is empty: give the requests that your system makes, one for each kind.';
const SAY_DELETE = 'supportedEvents lacks "delete": customers have to tell partners whom to forget.';

const SAY_LOGO = 'The logo is at another host, where no page asks for it: PUT /apps/{appId}/logo.';

function foreignLogo({ logoUrl }: App): string[] {
  if (logoUrl === undefined) return ['The app has no logoUrl.'];
  return shownLogo(logoUrl) === undefined ? [SAY_LOGO] : [];
}

type Wanted = readonly (readonly [string, (app: App) => unknown])[];

const BASIC: Wanted = [
  ['description', ({ description }) => description],
  ['website', ({ website }) => website],
  ['categories', ({ categories }) => categories],
  ['logoUrl', ({ logoUrl }) => logoUrl],
  ['support.email', ({ support }) => support?.email],
];
const LAUNCH: Wanted = [
  ['launch.documentationUrl', ({ launch }) => launch?.documentationUrl],
  ['launch.testAccount', ({ launch }) => launch?.testAccount],
];
const ANNOUNCEMENT: Wanted = [
  ['launch.integrationsPageUrl', ({ launch }) => launch?.integrationsPageUrl],
  ['launch.announcementUrl', ({ launch }) => launch?.announcementUrl],
];

function missing(wanted: Wanted, app: App): string[] {
  return wanted.filter(([, read]) => read(app) === undefined).map(([name]) => `The app has no ${name}.`);
}

function noSettings(names: readonly string[]): string[] {
  return names.length === 0 ? ['settingsSchema has no properties; the least is the key of the customer.'] : [];
}

function item(id: string, title: string, details: readonly string[]): ChecklistItem {
  return { id, title, status: details.length === 0 ? 'pass' : 'fail', details };
}

function advice(id: string, title: string, details: readonly string[]): ChecklistItem {
  return { id, title, status: details.length === 0 ? 'pass' : 'warn', details };
}

function testItem({ changedAt }: Draft, test: ComponentTestResult | undefined): ChecklistItem {
  const title = 'The test suite is green';
  if (test === undefined) return item('tests', title, ['The test suite has not been run against this version.']);
  if (Date.parse(test.at) < Date.parse(changedAt)) {
    return item('tests', title, ['The version was changed after the last run of the test suite. Run it again.']);
  }
  if (test.failures > 0)
    return item('tests', title, [`The last run of the test suite had ${counted(test.failures, 'failure')}.`]);
  const { warnings } = test;
  return advice(
    'tests',
    title,
    warnings > 0 ? [`The last run of the test suite had ${counted(warnings, 'warning')}.`] : [],
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
