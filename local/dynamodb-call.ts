import { signatureHeaders, type Credentials } from './sigv4.ts';
import { StartupError } from './startup-error.ts';
import { REGION } from './template-values.ts';

/** A DynamoDB of this machine, and what its calls are signed with. */
export type DynamoDbAccess = { readonly endpoint: string; readonly credentials: Credentials };

export type DynamoDbAnswer =
  | { readonly ok: true; readonly output: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: string };

/** One call of the emulated DynamoDB. The AWS SDK would take longer to load than everything else at start together. */
export async function callDynamoDb(
  { endpoint, credentials }: DynamoDbAccess,
  operation: string,
  input: object,
): Promise<DynamoDbAnswer> {
  const request = { url: endpoint, method: 'POST', body: JSON.stringify(input) };
  const scope = { region: REGION, service: 'dynamodb', now: new Date() };
  const response = await fetch(endpoint, {
    method: request.method,
    body: request.body,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      ...signatureHeaders(request, credentials, scope),
    },
  }).catch((error: unknown) => {
    throw new StartupError(`DynamoDB does not answer at ${endpoint}: ${String(error)}`);
  });
  const output = (await response.json()) as Record<string, unknown>;
  if (response.ok) return { ok: true, output };
  const type = typeof output['__type'] === 'string' ? output['__type'] : `status ${response.status}`;
  return { ok: false, error: type.split('#').at(-1) ?? type };
}
