import { expect, test } from 'vitest';
import { signOutAddress } from '../../../console/src/data/sign-out-address.ts';

test.each([
  {
    provider: 'Cognito',
    signOut: 'https://penstock-dev.auth.eu-west-1.amazoncognito.com/logout?client_id=abc&logout_uri=',
    origin: 'https://console.example',
    address:
      'https://penstock-dev.auth.eu-west-1.amazoncognito.com/logout?client_id=abc&logout_uri=https%3A%2F%2Fconsole.example%2F',
  },
  {
    provider: 'the provider of one machine',
    signOut: 'http://127.0.0.1:4001/session/end?client_id=penstock-console&post_logout_redirect_uri=',
    origin: 'http://localhost:8080',
    address:
      'http://127.0.0.1:4001/session/end?client_id=penstock-console&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8080%2F',
  },
])(
  'who signs out leaves to the page of $provider, which leads back to our first page',
  ({ signOut, origin, address }) => {
    const left = signOutAddress(signOut, origin);

    expect(left).toBe(address);
  },
);
