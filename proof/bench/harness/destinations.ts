import { destinationSchema, type Destination } from '../../../domain/workspace/destination.ts';

/** A webhook as the workspace file would say it, with its defaults. */
export function readDestination(overrides: Readonly<Record<string, unknown>>): Destination {
  const base = { id: 'crm', source: 'web', kind: 'webhook', settings: { url: 'https://partner.example.com/hook' } };
  return destinationSchema.parse({ ...base, ...overrides });
}
