// The address of a partner's webhook, in which settings of the customer may stand: `https://{region}.partner.example/in`.
// A setting can choose among hosts that the partner has listed, and never name one: events must not go where neither
// partner nor reviewer has looked. What is judged is the address as it is called, and never the text that leads to it:
// `https:/{account}/in` looks like a path and is a host. Checked when a partner submits, and when a customer connects.

import { hasCredentials } from '../../domain/delivery/outbound-rules.ts';
import { isPlainSecretName } from '../../domain/workspace/secret-names.ts';
import type { SettingsSchema } from '../../domain/catalog/settings-schema.ts';

const PLACEHOLDER = /\{([^{}]*)\}/g;
const HOST_PART = /^[a-z0-9-]{1,63}$/;

/** A template as an address, with a mark in the place of each setting. */
type Located = { readonly url: URL; readonly places: readonly { readonly name: string; readonly mark: string }[] };

/** Undefined for what is no address, whatever the settings. */
function locate(template: string): Located | undefined {
  // Letters that an address parser leaves as they are, and that the template does not have.
  let letter = 'q';
  while (template.toLowerCase().includes(letter)) letter += 'q';
  const places: { name: string; mark: string }[] = [];
  const text = template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const mark = `${letter}${places.length}z`;
    places.push({ name, mark });
    return mark;
  });
  const url = URL.parse(text);
  return url === null ? undefined : { url, places };
}

/** What is wrong with a template, given the settings; undefined for one that can be used. */
export function problemOfEndpoint(template: string, schema: SettingsSchema | undefined): string | undefined {
  const located = locate(template);
  const url = located?.url;
  if (located === undefined || url === undefined || !['https:', 'http:'].includes(url.protocol) || hasMore(url)) {
    return 'must be an https URL without user name, such as https://partner.example.com/penstock';
  }
  // Plain text on one machine only, where an address rule keeps deployed stages from going.
  if (url.protocol !== 'https:' && !['127.0.0.1', 'localhost'].includes(url.hostname))
    return 'must begin with https://';
  for (const { name, mark } of located.places) {
    const message = problemOfPlaceholder(name, { schema, isInHost: url.hostname.includes(mark) });
    if (message !== undefined) return message;
  }
  return undefined;
}

function hasMore(url: URL): boolean {
  return hasCredentials(url) || url.hash !== '';
}

function problemOfPlaceholder(
  name: string,
  { schema, isInHost }: { schema: SettingsSchema | undefined; isInHost: boolean },
): string | undefined {
  const setting = schema !== undefined && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
  // Everybody who sees the address sees what stands in it.
  const isText = setting?.type === 'string' && setting.writeOnly !== true && !isPlainSecretName(name);
  if (!isText) return `names {${name}}, which must be a setting of the type "string" that is no secret`;
  const isSure = setting.default !== undefined || schema?.required?.includes(name) === true;
  if (!isSure) return `names {${name}}, which must be required or have a default`;
  const isListed = setting.enum?.every((value) => HOST_PART.test(value)) === true;
  return !isInHost || isListed
    ? undefined
    : `has {${name}} in its host, so that setting must have an "enum" of parts of host names`;
}

/** Whether an address leads to no other host than another one did, whatever the settings. */
export function isSameEndpointOrigin(before: Endpoint, after: Endpoint): boolean {
  const [one, other] = [originsOf(before), originsOf(after)];
  if (one === undefined || one.origin !== other?.origin) return false;
  return other.choices.every((names, index) => names.every((name) => one.choices[index]?.includes(name) === true));
}

type Endpoint = { readonly url: unknown; readonly settingsSchema: SettingsSchema };

/** With numbers in the place of settings, and what may stand there. */
function originsOf({ url: template, settingsSchema }: Endpoint) {
  const located = typeof template === 'string' ? locate(template) : undefined;
  if (located === undefined) return undefined;
  const places = located.places.filter(({ mark }) => located.url.host.includes(mark));
  const origin = places.reduce((text, { mark }, index) => text.replace(mark, `{${index}}`), located.url.origin);
  const choices = places.map(({ name }) => {
    const setting = settingsSchema.properties[name];
    return setting?.type === 'string' ? (setting.enum ?? []) : [];
  });
  return { origin, choices };
}

/** The settings that stand in a template: everybody sees them who sees the address. */
export function settingsInEndpoint(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

export type FilledEndpoint =
  | { readonly ok: true; readonly url: string }
  /** `name`: the setting that cannot stand where it would. */
  | { readonly ok: false; readonly name: string; readonly message: string };

/**
 * The address for one customer. Settings fit their schema, and the template fits that. Every setting stays at its place:
 * an address that leads elsewhere than the template says is refused, whatever has led it there.
 */
export function fillEndpoint(template: string, settings: Readonly<Record<string, unknown>>): FilledEndpoint {
  const located = locate(template);
  const first = located?.places[0]?.name ?? '';
  const url = URL.parse(template.replaceAll(PLACEHOLDER, (_, name: string) => encoded(settings[name])));
  if (located === undefined || url === null || hasMore(url)) return refused(first);
  const valueAt = (text: string): string =>
    located.places.reduce((filled, { name, mark }) => filled.replace(mark, () => encoded(settings[name])), text);
  if (url.origin !== originOf(valueAt(`${located.url.protocol}//${located.url.host}`))) return refused(first);
  for (const part of located.url.pathname.split('/')) {
    const place = located.places.find(({ mark }) => part.includes(mark));
    if (place !== undefined && LEADS_ELSEWHERE.test(valueAt(part))) return refused(place.name);
  }
  return url.pathname === valueAt(located.url.pathname) ? { ok: true, url: url.href } : refused(first);
}

/** Parts of a path that an address parser, or a server, takes out together with what is around them. */
const LEADS_ELSEWHERE = /^(\.|%2e){0,2}$/i;

function encoded(value: unknown): string {
  return typeof value === 'string' ? encodeURIComponent(value.toWellFormed()) : '';
}

function originOf(text: string): string | undefined {
  return URL.parse(text)?.origin;
}

function refused(name: string): FilledEndpoint {
  return { ok: false, name, message: 'is part of an address and cannot be empty, "." or ".."' };
}
