// What a component is, as the fields of its page have it, and what is sent of it.

import type { EventType } from '../../../../domain/events/event.ts';
import type { Definition } from './definition.ts';

export type InfoForm = {
  readonly name: string;
  readonly url: string;
  /** What replaces the stored one; empty: it stays. */
  readonly sharedSecret: string;
  readonly events: readonly EventType[];
  readonly replay: boolean;
  readonly perSecond: string;
  readonly atOnce: string;
};

export function formOf({ name, config, supportedEvents, replay, rateLimit }: Definition): InfoForm {
  const { url } = config;
  return {
    ...{ name, replay, events: supportedEvents, sharedSecret: '', url: typeof url === 'string' ? url : '' },
    ...{ perSecond: textOf(rateLimit?.perSecond), atOnce: textOf(rateLimit?.atOnce) },
  };
}

const textOf = (value: number | undefined): string => (value === undefined ? '' : String(value));

/** The body of the PATCH: what was changed and nothing else. */
export function patchOf(form: InfoForm, changed: readonly string[]) {
  const has = (...names: readonly (keyof InfoForm)[]): boolean => names.some((name) => changed.includes(name));
  const config = {
    ...(has('url') ? { url: form.url === '' ? null : form.url.trim() } : {}),
    ...(has('sharedSecret') ? { sharedSecret: form.sharedSecret } : {}),
  };
  return {
    ...(has('name') ? { name: form.name } : {}),
    ...(Object.keys(config).length === 0 ? {} : { config }),
    ...(has('events') ? { supportedEvents: [...form.events] } : {}),
    ...(has('replay') ? { replay: form.replay } : {}),
    ...(has('perSecond', 'atOnce') ? { rateLimit: rateLimitOf(form) } : {}),
  };
}

/** What is no number is sent as one that is none, which the API names. */
function rateLimitOf({ perSecond, atOnce }: InfoForm) {
  const limit = {
    ...(perSecond.trim() === '' ? {} : { perSecond: Number(perSecond) }),
    ...(atOnce.trim() === '' ? {} : { atOnce: Number(atOnce) }),
  };
  return Object.keys(limit).length === 0 ? null : limit;
}
