import { expect, test } from 'vitest';
import { hostOf, webAddress } from '../../../console/src/routes/consent/authorization.ts';

test.each([
  ['https://acme.example/back?error=access_denied', 'https://acme.example/back?error=access_denied'],
  ['http://localhost:9000/back', 'http://localhost:9000/back'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['//acme.example', undefined],
  ['', undefined],
])('%s is followed as %s', (address, followed) => {
  expect(webAddress(address)).toBe(followed);
});

test('of an address its host is shown, and all of what is none', () => {
  expect(hostOf('https://acme.example:8443/a')).toBe('acme.example:8443');
  expect(hostOf('acme')).toBe('acme');
});
