import { describe, expect, test } from 'vitest';
import { refusePage } from '../../local/page-guard.ts';

const TRACKING = [
  { routeKey: 'ANY /v1/{proxy+}', isForOperators: false },
  { routeKey: 'ANY /api/s/{proxy+}', isForOperators: false },
  { routeKey: 'GET /analytics.js/v1/{writeKey}/analytics.min.js', isForOperators: false },
  { routeKey: 'GET /analytics-next/bundles/{chunk}', isForOperators: false },
  { routeKey: 'ANY /fn/{token}', isForOperators: false },
  { routeKey: 'ANY /fn', isForOperators: false },
  { routeKey: '$default', isForOperators: false },
];
const API = { routeKey: 'ANY /api/v1/{proxy+}', isForOperators: false };
const OPERATORS = { routeKey: 'ANY /api/{proxy+}', isForOperators: true };
const APPS = { routeKey: 'ANY /oauth2/{proxy+}', isForOperators: false };

type Asked = { method?: string; path?: string; headers?: Record<string, string>; hosts?: string[] };

function refusal(route: typeof API, { method = 'POST', path = '/api/x', headers = {}, hosts = [] }: Asked) {
  return refusePage(route, { method, path, headers: { host: 'localhost:8080', ...headers } }, hosts);
}

describe('a request that pages may send', () => {
  test.each([
    ['a name of somebody else', { host: 'evil.example:8080' }],
    ['no name', { host: '' }],
    ['a name that only begins like ours', { host: 'localhost.evil.example' }],
    ['an address of the network', { host: '192.168.1.7:8080' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page of another port', { origin: 'http://localhost:3000' }],
    ['what a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['what a browser calls same-site', { 'sec-fetch-site': 'same-site' }],
    ['a password of the browser', { origin: 'https://evil.example', authorization: 'Basic eDp5' }],
  ])('is refused with %s by everything but the tracking API', (_, headers) => {
    const refusals = [API, OPERATORS, APPS].map((route) => refusal(route, { headers }));

    expect(refusals.every((text) => text !== undefined)).toBe(true);
    expect(TRACKING.map((route) => refusal(route, { headers }))).toEqual(TRACKING.map(() => undefined));
  });

  test.each([
    ['a program', {}],
    ['a page of our own', { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }],
    ['a person who types the address', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['a token', { origin: 'http://localhost:3000', authorization: 'Bearer pst_x' }],
    ['IPv6', { host: '[::1]:8080' }],
  ])('passes from %s', (_, headers) => {
    expect([API, OPERATORS, APPS].map((route) => refusal(route, { headers }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a link that is followed', () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };

  test('leads to the page that asks for a grant', () => {
    expect(refusal(APPS, { method: 'GET', path: '/oauth2/authorize', headers: link })).toBeUndefined();
  });

  test('leads to nothing of the API', () => {
    expect(refusal(OPERATORS, { method: 'GET', path: '/api/ledger', headers: link })).toBeDefined();
  });

  test('sends no form', () => {
    expect(refusal(APPS, { path: '/oauth2/token', headers: link })).toBeDefined();
  });
});

describe('a further name of this machine', () => {
  const asked = { headers: { host: 'penstock.example:8080' }, hosts: ['penstock.example'] };

  test('is answered where tokens are asked for', () => {
    expect([API, APPS].map((route) => refusal(route, asked))).toEqual([undefined, undefined]);
  });

  test('is not answered where being on this machine is all that is asked for', () => {
    expect(refusal(OPERATORS, asked)).toContain('http://localhost');
  });
});
