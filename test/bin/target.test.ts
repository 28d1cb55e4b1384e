import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConnection } from '../../bin/penstock/connection.ts';
import { profilesFile, readProfiles, writeProfiles } from '../../bin/penstock/profiles.ts';
import { targetOf, type Wanted } from '../../bin/penstock/target.ts';

const LOCAL = { url: 'http://localhost:8080' };
const PROD = { url: 'https://prod.example', token: 'pst_prod' };
const PROFILES = { default: { ...LOCAL, token: 'pst_local' }, prod: PROD };

const target = (wanted: Wanted, env: Record<string, string> = {}) =>
  targetOf(wanted, { env, profiles: () => PROFILES });

describe('which pipeline, and with which token', () => {
  test.each<[string, Wanted, Record<string, string>, object]>([
    ['the default profile', {}, {}, { ...LOCAL, token: 'pst_local' }],
    ['the profile that is said', { profile: 'prod' }, {}, PROD],
    ['the profile of the environment', {}, { PENSTOCK_PROFILE: 'prod' }, PROD],
    ['another token for a profile', { profile: 'prod', token: 'pst_x' }, {}, { ...PROD, token: 'pst_x' }],
    [
      'an address with its kept token',
      { url: 'https://prod.example/' },
      {},
      { url: 'https://prod.example/', token: 'pst_prod' },
    ],
    ['an address that nobody has kept', { url: 'https://new.example' }, {}, { url: 'https://new.example' }],
    [
      'the environment',
      {},
      { PENSTOCK_URL: 'https://ci.example', PENSTOCK_TOKEN: 'pst_ci' },
      { url: 'https://ci.example', token: 'pst_ci' },
    ],
    [
      'an address before the environment',
      { url: 'https://new.example' },
      { PENSTOCK_TOKEN: 'pst_ci' },
      { url: 'https://new.example', token: 'pst_ci' },
    ],
    ['a stage, as its operator', { stage: 'prod' }, { PENSTOCK_TOKEN: 'pst_ci' }, { stage: 'prod' }],
    ['a stage with a token', { stage: 'prod', token: 'pst_x' }, {}, { stage: 'prod', token: 'pst_x' }],
  ])('%s', (_name, ...[wanted, env, expected]) => {
    expect(JSON.parse(JSON.stringify(target(wanted, env)))).toEqual(expected);
  });

  test('a token that was kept or set for one place goes to no other', () => {
    const env = { PENSTOCK_URL: 'https://ci.example', PENSTOCK_TOKEN: 'pst_ci' };

    expect(target({ url: 'https://evil.example' }, env).token).toBeUndefined();
    expect(target({ url: 'https://evil.example', profile: 'prod' }).token).toBeUndefined();
    expect(target({ url: 'http://prod.example' }).token).toBeUndefined();
  });

  test('a profile that is not there is an error with those that are', () => {
    expect(() => target({ profile: 'x' })).toThrow('There is no profile "x". There is: default, prod.');
  });

  test.each([
    ['http://penstock.example', 'pst_x', 'A token does not go over plain http to penstock.example.'],
    ['https://penstock.example', undefined, 'There is no token for https://penstock.example.'],
    ['localhost:8080', 'pst_x', '"localhost:8080" is no address'],
  ])('%s with %s is refused', async (url, token, message) => {
    const connection = createConnection({ url, token }, { XDG_CONFIG_HOME: '/nowhere' });

    await expect(connection.client()).rejects.toThrow(message);
  });
});

describe('what login keeps', () => {
  let env: { XDG_CONFIG_HOME: string };
  beforeEach(() => {
    env = { XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), 'penstock-profiles-')) };
  });
  afterEach(() => rmSync(env.XDG_CONFIG_HOME, { recursive: true, force: true }));

  test('is for its owner alone, and is read again', () => {
    const path = writeProfiles(env, PROFILES);

    expect(path).toBe(join(env.XDG_CONFIG_HOME, 'penstock/config.json'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readProfiles(env)).toEqual(PROFILES);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ profiles: PROFILES });
  });

  test('is refused when others can read it', () => {
    chmodSync(writeProfiles(env, PROFILES), 0o644);

    expect(() => readProfiles(env)).toThrow(`chmod 600 ${profilesFile(env)}`);
  });

  test('is nothing before the first login', () => {
    expect(readProfiles(env)).toEqual({});
  });
});
