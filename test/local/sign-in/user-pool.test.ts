import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, describe, expect, test } from 'vitest';
import { openUserPool } from '../../../functions/control-api/auth/cognito.ts';
import { createCredentials } from '../../../local/emulators/credentials.ts';
import { startSignIn, type SignIn } from '../../../local/sign-in/oidc.ts';
import { temporaryDataDirectory } from '../../../local/data-directory.ts';

const started: SignIn[] = [];
afterEach(async () => {
  for (const signIn of started.splice(0)) await signIn.close();
});

/** The provider of one machine, asked by the code that asks Cognito. */
async function aUserPool(peopleFile: string | undefined, credentials = createCredentials(), signedWith = credentials) {
  const signIn = await startSignIn({ peopleFile, credentials });
  started.push(signIn);
  const cognito = new CognitoIdentityProviderClient({
    ...{ endpoint: signIn.issuer, region: 'us-east-1', credentials: signedWith, maxAttempts: 1 },
  });
  return openUserPool('pool', cognito);
}

describe('the user pool of one machine', () => {
  test('knows the people who can sign in, and nobody else', async () => {
    const pool = await aUserPool(undefined);

    expect(await pool.getUser('ada@example.com')).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
    expect(await pool.getUser('nobody@example.com')).toBeUndefined();
  });

  test('invites once, and again only when that is said', async () => {
    const pool = await aUserPool(undefined);
    await pool.createUser('new@example.com', { isAgain: false });

    const again = pool.createUser('new@example.com', { isAgain: false });

    await expect(again).rejects.toMatchObject({ name: 'UsernameExistsException' });
    await pool.createUser('new@example.com', { isAgain: true });
    expect(await pool.getUser('new@example.com')).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' });
    await expect(pool.createUser('ada@example.com', { isAgain: true })).rejects.toMatchObject({
      name: 'UnsupportedUserStateException',
    });
  });

  test('keeps who was invited over a restart', async () => {
    const { path, remove } = temporaryDataDirectory();
    const file = join(path, 'people.json');
    const before = await aUserPool(file);
    await before.createUser('kept@example.com', { isAgain: false });

    const after = await aUserPool(file);

    expect(await after.getUser('kept@example.com')).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' });
    remove();
  });

  test('answers nobody who has not the credentials of this start', async () => {
    const pool = await aUserPool(undefined, createCredentials(), createCredentials());

    await expect(pool.createUser('evil@example.com', { isAgain: false })).rejects.toThrow(/not signed/);
  });
});
