// Sources and destinations as the audit log may keep them: without what could be used.

import type { Destination } from './destination.ts';
import { earlierInserts, insertsOf, withInsertSettings } from './insert.ts';
import { maskSettings } from './secret-settings.ts';
import type { Source } from './workspace.ts';
import { textOfKey, type WriteKey } from '../events/write-keys.ts';

const SHOWN_CHARACTERS = 4;

/** Of write keys stays what tells one from others; secrets are marked, as changed where `before` has another one. */
export function maskResource(resource: Source | Destination, before?: Source | Destination): object {
  if ('writeKeys' in resource) {
    const masked = { ...resource, writeKeys: resource.writeKeys.map(maskKey) };
    if (resource.settings === undefined) return masked;
    return { ...masked, settings: maskSettings(resource.settings, settingsOf(before), resource) };
  }
  return maskDestination(resource, before !== undefined && 'writeKeys' in before ? undefined : before);
}

/** With marks in the place of secrets, also of those of its insert functions. */
export function maskDestination(destination: Destination, before?: Destination): Destination {
  const settings = maskSettings(destination.settings, before?.settings, destination);
  const earlier = earlierInserts(insertsOf(destination), before);
  return withInsertSettings({ ...destination, settings } as Destination, (insert, index) =>
    maskSettings(insert.settings, before === undefined ? undefined : (earlier[index]?.settings ?? {}), insert),
  );
}

function settingsOf(before: Source | Destination | undefined): Source['settings'] {
  return before?.settings;
}

function maskKey(writeKey: WriteKey): WriteKey {
  const masked = `••••${textOfKey(writeKey).slice(-SHOWN_CHARACTERS)}`;
  return typeof writeKey === 'string' ? masked : { ...writeKey, key: masked };
}
