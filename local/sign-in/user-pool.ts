import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuseUnsigned } from '../emulators/credentials.ts';
import { sha256, type Credentials } from '../sigv4.ts';
import type { People } from './people.ts';

// The two operations of Cognito by which the control API asks for accounts and has people invited, answered by the provider
// of this machine. Nothing is mailed: whoever is invited stands on the page on which one chooses who to be.

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html */
type Input = { readonly Username?: string; readonly MessageAction?: string };

type Answer = { readonly status: number; readonly body: object };

const TARGET = 'AWSCognitoIdentityProviderService.';
const TYPE = 'application/x-amz-json-1.1';
const MAX_BYTES = 16 * 1024;
const MS_PER_SECOND = 1000;

/** Whether a request is one of an SDK, and none of somebody who signs in. */
export const isForUserPool = ({ headers }: IncomingMessage): boolean =>
  headers['x-amz-target']?.toString().startsWith(TARGET) === true;

export async function answerUserPool(
  { people, credentials }: { readonly people: People; readonly credentials: Credentials },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const { method = '', url = '', headers } = request;
  const refusal = refuseUnsigned(credentials, { method, target: url, headers }, () => sha256(body));
  if (refusal !== undefined) {
    response.writeHead(refusal.status, { 'content-type': refusal.contentType }).end(refusal.body);
    return;
  }
  const operation = String(headers['x-amz-target']).slice(TARGET.length);
  const { status, body: said } = call(people, operation, JSON.parse(body.toString('utf8')) as Input);
  response.writeHead(status, { 'content-type': TYPE }).end(JSON.stringify(said));
}

function call(people: People, operation: string, { Username = '', MessageAction }: Input): Answer {
  const found = people.statusOf(Username);
  switch (operation) {
    case 'AdminGetUser':
      if (found === undefined) return failed('UserNotFoundException', 'User does not exist.');
      return { status: 200, body: { ...userOf(found), Username, Enabled: true } };
    case 'AdminCreateUser': {
      const isAgain = MessageAction === 'RESEND';
      if (isAgain && found === undefined) return failed('UserNotFoundException', 'User does not exist.');
      if (isAgain && found?.status === 'CONFIRMED')
        return failed('UnsupportedUserStateException', 'User is confirmed.');
      if (!isAgain && found !== undefined)
        return failed('UsernameExistsException', 'An account with the email already exists.');
      people.invite(Username);
      return { status: 200, body: { User: { Username, Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' } } };
    }
    default:
      return failed('UnsupportedOperationException', `local/sign-in/user-pool.ts knows no ${operation}.`);
  }
}

function userOf({ status, at }: NonNullable<ReturnType<People['statusOf']>>): object {
  return { UserStatus: status, UserLastModifiedDate: at.getTime() / MS_PER_SECOND };
}

const failed = (name: string, message: string): Answer => ({ status: 400, body: { __type: name, message } });

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
