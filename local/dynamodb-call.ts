import { StartupError } from './startup-error.ts';
import { ACCOUNT, REGION } from './template-values.ts';

/** The emulators want to see credentials, and look at nothing but the region in them. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: REGION };

export type DynamoDbAnswer =
  | { readonly ok: true; readonly output: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: string };

const SCOPE = `${ACCOUNT}/20250101/${REGION}/dynamodb/aws4_request`;

/** One call of the emulated DynamoDB. The AWS SDK would take longer to load than everything else at start together. */
export async function callDynamoDb(endpoint: string, operation: string, input: object): Promise<DynamoDbAnswer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20250101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  }).catch((error: unknown) => {
    throw new StartupError(`DynamoDB does not answer at ${endpoint}: ${String(error)}`);
  });
  const output = (await response.json()) as Record<string, unknown>;
  if (response.ok) return { ok: true, output };
  const type = typeof output['__type'] === 'string' ? output['__type'] : `status ${response.status}`;
  return { ok: false, error: type.split('#').at(-1) ?? type };
}
