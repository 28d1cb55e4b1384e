// The address of a partner's webhook, in which settings of the customer may stand: `https://{region}.partner.example/in`.
// A setting can choose among hosts that the partner has listed, and never name one: events must not go where neither
// partner nor reviewer has looked. Checked when a partner submits, used when a customer connects.

import { isSecretName } from './secret-settings.ts';
import type { SettingsSchema } from './settings-schema.ts';

const PLACEHOLDER = /\{([^{}]*)\}/g;
const HOST_PART = /^[a-z0-9-]{1,63}$/;

/** What is wrong with a template, given the settings; undefined for one that can be used. */
export function problemOfEndpoint(template: string, schema: SettingsSchema | undefined): string | undefined {
  const url = URL.parse(template.replaceAll(PLACEHOLDER, 'x'));
  if (url === null || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.hash !== '') {
    return 'must be an https URL without user name, such as https://partner.example.com/penstock';
  }
  // Plain text on one machine only, where an address rule keeps deployed stages from going.
  if (url.protocol !== 'https:' && !['127.0.0.1', 'localhost'].includes(url.hostname))
    return 'must begin with https://';
  const host = /^[a-z]+:\/\/([^/?]*)/i.exec(template)?.[1] ?? '';
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    const message = problemOfPlaceholder(name, { schema, isInHost: host.includes(`{${name}}`) });
    if (message !== undefined) return message;
  }
  return undefined;
}

function problemOfPlaceholder(
  name: string,
  { schema, isInHost }: { schema: SettingsSchema | undefined; isInHost: boolean },
): string | undefined {
  const setting = schema?.properties[name];
  // What is stored encrypted cannot be part of an address that the API works out.
  const isText = setting?.type === 'string' && setting.writeOnly !== true && !isSecretName(name);
  if (!isText) return `names {${name}}, which must be a setting of the type "string" that is no secret`;
  const isSure = setting.default !== undefined || schema?.required?.includes(name) === true;
  if (!isSure) return `names {${name}}, which must be required or have a default`;
  const isListed = setting.enum?.every((value) => HOST_PART.test(value)) === true;
  return !isInHost || isListed
    ? undefined
    : `has {${name}} in its host, so that setting must have an "enum" of parts of host names`;
}

/** The address for one customer. Settings fit their schema, and the template fits that. */
export function fillEndpoint(template: string, settings: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = settings[name];
    return typeof value === 'string' ? encodeURIComponent(value) : '';
  });
}
