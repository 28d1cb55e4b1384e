import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../../domain/workspace/destination.ts';
import { secretsToGive } from '../../../../functions/control-api/use-cases/require-secrets.ts';
import { aDestination } from '../../../support/a-destination.ts';

// Secrets that a change keeps go where they were given for, also where code decides about the address.

const SETTINGS = { api_key: 'Qx7', app_id: 'a', endpoint: 'https://rest.iad-01.braze.com', retries: 3 };
const braze: Destination = { ...aDestination(), kind: 'action', action: 'braze', settings: SETTINGS };

/** What must be given again, when nothing is but what changes. */
const wantedFor = (change: object): string[] =>
  secretsToGive(braze, { ...braze, ...change }, {}).map(({ path }) => path);

describe('secrets of a destination whose code decides where they go', () => {
  test('are kept when what changes cannot be part of an address', () => {
    expect(wantedFor({ name: 'Other', settings: { ...SETTINGS, retries: 5 } })).toEqual([]);
  });

  test.each([
    ['another endpoint', { settings: { ...SETTINGS, endpoint: 'https://evil.example' } }],
    ['another entry of the catalog of actions', { action: 'slack' }],
    ['another component', { componentId: 'evil' }],
    ['another kind', { kind: 'function', function: 'mine' }],
  ])('are wanted again for %s', (_what, change) => {
    expect(wantedFor(change)).toEqual(['api_key']);
  });
});
