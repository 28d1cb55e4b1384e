// Words for how far a component is, and why it cannot be changed.

import type { StateName } from '../../parts/state-name.ts';

type Standing = {
  readonly state: string;
  readonly currentVersion?: number | undefined;
  readonly draft?: { readonly version: number; readonly state: string } | undefined;
};

const STATES: Readonly<Record<string, readonly [StateName, string]>> = {
  building: ['waiting', 'Building'],
  'in-review': ['waiting', 'In review'],
  rejected: ['failed', 'Rejected'],
  'private-beta': ['ok', 'Private beta'],
  'public-beta': ['ok', 'Public beta'],
  public: ['ok', 'Public'],
  retired: ['off', 'Retired'],
};

/** Where the component is: `Building`, `Public beta, version 2`. */
export function standingText({ state, currentVersion, draft }: Standing): readonly [StateName, string] {
  const [glyph, words] = STATES[state] ?? ['off', state];
  const version = currentVersion ?? draft?.version;
  return [glyph, version === undefined ? words : `${words}, version ${version}`];
}

const DRAFTS: Readonly<Record<string, string>> = {
  draft: 'is being written',
  'in-review': 'is in review',
  rejected: 'was rejected',
};

/** Of the version after the published one: `version 3 is in review`. */
export function nextText({ currentVersion, draft }: Standing): string | undefined {
  if (currentVersion === undefined || draft === undefined) return undefined;
  return `version ${draft.version} ${DRAFTS[draft.state] ?? draft.state}`;
}

type Acted = Standing & { readonly actions: readonly string[] };

/** Why the draft cannot be changed now; undefined when it can. */
export function whyNotEdited({ actions, state, draft }: Acted): string | undefined {
  if (actions.includes('edit')) return undefined;
  if (draft?.state === 'in-review') return 'It is in review: withdraw it to change it';
  if (state === 'retired') return 'It is retired';
  return 'For owner, operator, developer';
}

/** Where an item of the checklist is mended, as a part of the address. */
export function placeOf(item: string): 'app' | 'info' | 'settings' | 'test' | 'docs' {
  return PLACES[item] ?? 'info';
}

const PLACES: Readonly<Record<string, 'app' | 'info' | 'settings' | 'test' | 'docs'>> = {
  'app-info': 'app',
  logo: 'app',
  'launch-info': 'app',
  announcement: 'app',
  terms: 'app',
  settings: 'settings',
  documentation: 'docs',
  tests: 'test',
};

/** Whether the programme is in the way of being public: it advises, and a reviewer decides. */
export function programmeText(items: readonly { readonly status: string }[]): string {
  const open = items.filter(({ status }) => status !== 'pass').length;
  return open === 0
    ? 'All that the programme asks for is there.'
    : `${open} of ${items.length} ${open === 1 ? 'is' : 'are'} open.`;
}

/** What the API says of an item, without paths of the API: `POST /apps/{appId}/terms` is no button. */
export function detailText(detail: string): string {
  return (
    WITHOUT_PATHS[detail] ??
    detail.replace(/^The app has no (\S+)\.$/, (_, field: string) => `Missing: ${FIELDS[field] ?? field}.`)
  );
}

const WITHOUT_PATHS: Readonly<Record<string, string>> = {
  'The app has no OAuth client: POST /apps/{appId}/oauth-clients.': 'The app has no OAuth client.',
  'An owner of the workspace accepts them: POST /apps/{appId}/terms.': 'An owner of the workspace accepts them.',
  'The logo is at another host, where no page asks for it: PUT /apps/{appId}/logo.':
    'The logo is at another host, where no page asks for it. Hand it in.',
};

const FIELDS: Readonly<Record<string, string>> = {
  logoUrl: 'logo',
  'support.email': 'email of the support',
  'launch.documentationUrl': 'your page about it',
  'launch.testAccount': 'an account to try it with',
  'launch.integrationsPageUrl': 'your page of integrations',
  'launch.announcementUrl': 'an announcement',
};
