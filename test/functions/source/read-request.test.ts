import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, test } from 'vitest';
import { readRequest } from '../../../functions/source/read-request.ts';

const urlAt = (domainName: string): string | undefined => {
  const event = {
    ...{ rawPath: '/fn/t', rawQueryString: 'a=1', headers: {}, body: '{}', isBase64Encoded: false },
    ...{ pathParameters: { token: 't' }, requestContext: { domainName, http: { method: 'POST' } } },
  };
  const { request } = readRequest(event as unknown as APIGatewayProxyEventV2);
  return request === 'too-large' ? undefined : request.url;
};

test('a function is given a URL, also when the sender names a host that is none', () => {
  expect(urlAt('hooks.example.com')).toBe('https://hooks.example.com/fn/t?a=1');
  expect(urlAt('api.127.0.0.1:443')).toBe('https://penstock.example/fn/t?a=1');
});
