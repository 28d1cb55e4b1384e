import type { Setting } from '../../../../domain/catalog/settings-schema.ts';

/** The types of settings, as a form calls them. */
export const SETTING_TYPES = [
  ['string', 'Text'],
  ['number', 'Number'],
  ['integer', 'Whole number'],
  ['boolean', 'Yes or no'],
  ['array', 'List'],
  ['object', 'Pairs of names and values'],
] as const satisfies readonly (readonly [Setting['type'], string])[];

/** What is no type stays as it was written. */
export const typeText = (type: string | undefined): string | undefined =>
  SETTING_TYPES.find(([name]) => name === type)?.[1] ?? type;
