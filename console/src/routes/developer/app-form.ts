// What an app says of itself, as the fields of its page have it, and what is sent of it.

import type { DataOf } from '../../../../client/api-client.ts';

export type App = DataOf<'GET /apps/{appId}'>['app'];
export type Category = NonNullable<App['categories']>[number];

export type AppForm = {
  readonly name: string;
  readonly description: string;
  readonly website: string;
  readonly categories: readonly Category[];
  readonly supportEmail: string;
  readonly supportUrl: string;
  readonly documentationUrl: string;
  readonly integrationsPageUrl: string;
  readonly announcementUrl: string;
  readonly testUser: string;
  readonly testNotes: string;
};

export function formOf({ name, description, website, categories, support, launch }: App): AppForm {
  return {
    ...{ name, description: description ?? '', website: website ?? '', categories: categories ?? [] },
    ...{ supportEmail: support?.email ?? '', supportUrl: support?.url ?? '' },
    documentationUrl: launch?.documentationUrl ?? '',
    integrationsPageUrl: launch?.integrationsPageUrl ?? '',
    announcementUrl: launch?.announcementUrl ?? '',
    ...{ testUser: launch?.testAccount?.username ?? '', testNotes: launch?.testAccount?.notes ?? '' },
  };
}

const SUPPORT: readonly string[] = ['supportEmail', 'supportUrl'];
const LAUNCH: readonly string[] = [
  'documentationUrl',
  'integrationsPageUrl',
  'announcementUrl',
  'testUser',
  'testNotes',
];

/** The body of the PATCH: what was changed; `null` takes away. What belongs together goes together. */
export function patchOf(form: AppForm, changed: readonly string[]) {
  const has = (...names: readonly string[]): boolean => names.some((name) => changed.includes(name));
  return {
    ...(has('name') ? { name: form.name } : {}),
    ...(has('description') ? { description: orNull(form.description) } : {}),
    ...(has('website') ? { website: orNull(form.website) } : {}),
    ...(has('categories') ? { categories: form.categories.length === 0 ? null : [...form.categories] } : {}),
    ...(has(...SUPPORT) ? { support: supportOf(form) } : {}),
    ...(has(...LAUNCH) ? { launch: launchOf(form) } : {}),
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function supportOf({ supportEmail, supportUrl }: AppForm) {
  if (supportEmail.trim() === '' && supportUrl.trim() === '') return null;
  return { email: supportEmail.trim(), ...(supportUrl.trim() === '' ? {} : { url: supportUrl.trim() }) };
}

function launchOf(form: AppForm) {
  const { testUser, testNotes } = form;
  const pages = (['documentationUrl', 'integrationsPageUrl', 'announcementUrl'] as const).flatMap((name) =>
    form[name].trim() === '' ? [] : [[name, form[name].trim()] as const],
  );
  const account =
    testUser.trim() === '' && testNotes.trim() === ''
      ? {}
      : { testAccount: { username: testUser.trim(), notes: testNotes.trim() } };
  const launch = { ...(Object.fromEntries(pages) as Partial<Record<(typeof pages)[number][0], string>>), ...account };
  return Object.keys(launch).length === 0 ? null : launch;
}

/** Where the API finds fault with a field: `launch.testAccount.username`. */
export const PATHS: Readonly<Record<keyof AppForm, string>> = {
  ...{ name: 'name', description: 'description', website: 'website', categories: 'categories' },
  ...{ supportEmail: 'support.email', supportUrl: 'support.url' },
  documentationUrl: 'launch.documentationUrl',
  integrationsPageUrl: 'launch.integrationsPageUrl',
  announcementUrl: 'launch.announcementUrl',
  ...{ testUser: 'launch.testAccount.username', testNotes: 'launch.testAccount.notes' },
};

export const LABELS: Readonly<Record<keyof AppForm, string>> = {
  ...{ name: 'Name', description: 'Description', website: 'Website', categories: 'Categories' },
  ...{ supportEmail: 'Email of the support', supportUrl: 'Page of the support' },
  documentationUrl: 'Your page on how to connect',
  integrationsPageUrl: 'Your page of integrations',
  announcementUrl: 'Announcement',
  ...{ testUser: 'User of the test account', testNotes: 'How a reviewer comes by the password' },
};
