// Web pages and other programs of this machine can reach every loopback port. So each start makes a secret, the
// functions sign with it, and no emulator answers a call that is not signed with it.
import { randomBytes } from 'node:crypto';
import { isSignedWith, type Credentials, type WireRequest } from '../sigv4.ts';
import { ACCOUNT } from '../template-values.ts';

const SECRET_BYTES = 32;

/** Credentials of one start. The id stays the same: DynamoDB Local keeps a database for each. */
export function createCredentials(): Credentials {
  return { accessKeyId: ACCOUNT, secretAccessKey: randomBytes(SECRET_BYTES).toString('base64url') };
}

export type Refusal = { readonly status: number; readonly contentType: string; readonly body: string };

const CODE = 'SignatureDoesNotMatch';
const MESSAGE =
  'This call is not signed with the credentials of this start. They are in the file aws.env of the data directory.';

/** What to answer to a call that this start's credentials have not signed; undefined when they have. */
export function refuseUnsigned(
  credentials: Credentials,
  request: WireRequest,
  bodyHash: () => string,
): Refusal | undefined {
  if (isSignedWith(credentials, request, bodyHash)) return undefined;
  return request.headers['x-amz-target'] === undefined
    ? {
        status: 403,
        contentType: 'application/xml',
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${CODE}</Code><Message>${MESSAGE}</Message></Error>`,
      }
    : {
        status: 403,
        contentType: 'application/x-amz-json-1.0',
        body: JSON.stringify({ __type: CODE, message: MESSAGE }),
      };
}
