// How a change of a workspace is shown to people, by the command and at the start of one machine.

import type { Difference } from '../base/differences.ts';
import { isMark } from './secret-settings.ts';

/** A resource that a file changes. */
export type ChangeLine = {
  readonly action: 'create' | 'update' | 'delete';
  readonly resourceType: string;
  readonly resourceId: string;
  readonly differences: readonly Difference[];
};

const VERBS = {
  would: { create: '+ create', update: '~ update', delete: '- delete' },
  did: { create: '+ created', update: '~ updated', delete: '- deleted' },
};

/** A line for the resource, and one for each field. */
export function describeChange({ action, resourceType, resourceId, differences }: ChangeLine, mood: 'would' | 'did') {
  return [
    `${VERBS[mood][action]} ${resourceType} ${resourceId}`,
    ...differences.map((difference) => `    ${describeDifference(difference)}`),
  ];
}

/** `settings.url: "https://old.example/" -> "https://new.example/"` */
export function describeDifference({ path, before, after }: Difference): string {
  const oneLine = (value: unknown): string => (isMark(value) ? 'a secret' : JSON.stringify(value));
  if (before === undefined) return `${path}: ${oneLine(after)} (new)`;
  if (after === undefined) return `${path}: ${oneLine(before)} (gone)`;
  if (isMark(before) && isMark(after)) return `${path}: another secret`;
  return `${path}: ${oneLine(before)} -> ${oneLine(after)}`;
}

/** A change of `destination#crm`, as the control table names resources. */
type StoredChange = Pick<ChangeLine, 'action'> & {
  readonly resource: string;
  readonly differences?: readonly Difference[];
};

/** The same change as people and the API speak of it. */
export function toChangeLine({ action, resource, differences = [] }: StoredChange) {
  const [resourceType = '', resourceId = ''] = resource.split('#');
  return { action, resourceType, resourceId, differences: [...differences] } satisfies ChangeLine;
}
