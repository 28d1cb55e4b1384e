import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sha256, type Credentials } from '../sigv4.ts';
import { StartupError } from '../startup-error.ts';
import { createCredentials, refuseUnsigned } from './credentials.ts';
import { openKeyRing, type KeyContext, type KeyRing } from './key-ring.ts';

export type Kms = {
  readonly endpoint: string;
  /** What calls must be signed with. */
  readonly credentials: Credentials;
  /** Makes the keys that are not there yet. */
  createKeys(names: readonly string[]): void;
  close(): Promise<void>;
};

/** Bodies of KMS, as far as they are needed here, https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html */
type Input = {
  readonly KeyId?: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: KeyContext;
};

class KmsError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const DATA_KEY_BYTES = 32;
const TARGET = 'TrentService.';

/** Starts KMS on a free loopback port: data keys, encryption, decryption and rotation of symmetric keys. */
export async function startKms({
  keysFile,
  credentials = createCredentials(),
}: {
  keysFile: string | undefined;
  /** @default new ones */
  credentials?: Credentials;
}): Promise<Kms> {
  const ring = openRing(keysFile);
  const server = createServer((request, response) => void answer({ ring, credentials }, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials,
    createKeys: (names) => names.forEach((name) => ring.ensure(name)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function openRing(keysFile: string | undefined): KeyRing {
  try {
    return openKeyRing(keysFile);
  } catch (error) {
    throw new StartupError(`The keys in ${keysFile ?? 'memory'} cannot be read: ${String(error)}`);
  }
}

type KmsParts = { readonly ring: KeyRing; readonly credentials: Credentials };

async function answer(
  { ring, credentials }: KmsParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', headers } = request;
    const refusal = refuseUnsigned(credentials, { method, target: url, headers }, () => sha256(body));
    if (refusal !== undefined) {
      response.writeHead(refusal.status, { 'content-type': refusal.contentType }).end(refusal.body);
      return;
    }
    const input = JSON.parse(body.toString('utf8')) as Input;
    const operation = String(request.headers['x-amz-target']).replace(TARGET, '');
    send(response, 200, callKms(ring, operation, input));
  } catch (error) {
    const { name, message } =
      error instanceof KmsError ? error : { name: 'ValidationException', message: 'no such request' };
    send(response, 400, { __type: name, message });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}

/** One operation of KMS. */
function callKms(ring: KeyRing, operation: string, input: Input): object {
  const { EncryptionContext: context = {} } = input;
  switch (operation) {
    case 'GenerateDataKey': {
      const name = keyNamed(ring, input.KeyId);
      const plain = randomBytes(DATA_KEY_BYTES);
      return { KeyId: name, Plaintext: toText(plain), CiphertextBlob: toText(ring.encrypt(name, plain, context)) };
    }
    case 'Encrypt': {
      const name = keyNamed(ring, input.KeyId);
      return { KeyId: name, CiphertextBlob: toText(ring.encrypt(name, toBytes(input.Plaintext), context)) };
    }
    case 'Decrypt': {
      const found = ring.decrypt(toBytes(input.CiphertextBlob), context);
      if (found === undefined) throw new KmsError('InvalidCiphertextException', 'The ciphertext is not valid.');
      if (input.KeyId !== undefined && keyNamed(ring, input.KeyId) !== found.name) {
        throw new KmsError('IncorrectKeyException', 'It was encrypted with another key.');
      }
      return { KeyId: found.name, Plaintext: toText(found.plain) };
    }
    case 'RotateKeyOnDemand': {
      const name = keyNamed(ring, input.KeyId);
      ring.rotate(name);
      return { KeyId: name };
    }
    default:
      throw new KmsError('UnsupportedOperationException', `local/emulators/kms.ts knows no ${operation}.`);
  }
}

/** By id or ARN. */
function keyNamed(ring: KeyRing, idOrArn = ''): string {
  const name = idOrArn.split('/').at(-1) ?? '';
  if (ring.has(name)) return name;
  throw new KmsError('NotFoundException', `There is no key ${name}.`);
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function toBytes(text = ''): Buffer {
  return Buffer.from(text, 'base64');
}
