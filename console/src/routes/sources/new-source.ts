// The id that a source gets if nobody wants another one.

import { isResourceId, MAX_ID_CHARACTERS, RESOURCE_ID_RULE } from '../../../../domain/workspace/resource-id.ts';

/** `Returns portal` becomes `returns-portal`; a name in another script becomes nothing, and the API makes an id. */
export function idFrom(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_ID_CHARACTERS)
    .replaceAll(/^-+|-+$/g, '');
}

/** What is wrong with an id; nothing with none at all. */
export function faultOfId(id: string): string | undefined {
  return id === '' || isResourceId(id) ? undefined : RESOURCE_ID_RULE;
}

export type KeyClass = 'browser' | 'server';

export const KEY_CLASS_CHOICES = [
  ['browser', 'Browser: in pages and apps, where anybody can read it'],
  ['server', 'Server: a secret of your servers, which may also send deletes'],
] as const;
