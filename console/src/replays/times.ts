// Moments as a field for a day and a time has them: without a zone, in the one that is chosen in the head of the console.

import type { Zone } from '../parts/zone-name.ts';
import { MINUTE_MS } from '../../../domain/base/time-units.ts';

const MINUTE_CHARACTERS = 16;

/** `2026-11-02T10:42` */
export function toField(at: string, zone: Zone): string {
  const date = new Date(at);
  const shifted = zone === 'utc' ? date : new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS);
  return shifted.toISOString().slice(0, MINUTE_CHARACTERS);
}

/** Undefined for what is no time. */
export function fromField(text: string, zone: Zone): string | undefined {
  const date = new Date(zone === 'utc' ? `${text}Z` : text);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
