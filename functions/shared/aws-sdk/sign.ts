// Signature Version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { AwsService, AwsSettings } from './settings.ts';

export type UnsignedRequest = {
  readonly method: string;
  readonly host: string;
  /** Encoded, as it is sent. */
  readonly path: string;
  /** Encoded and in the order of its names, without the question mark. */
  readonly query: string;
  /** With names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** Signs the requests to one service. Returns all headers. */
export function createSign(
  service: AwsService,
  settings: AwsSettings,
): (request: UnsignedRequest, now: Date) => Record<string, string> {
  const { region, accessKeyId, sessionToken } = settings;
  // The key holds for a day. It is an object, because Node takes longer for a key of bytes than for the signature.
  let key: { readonly date: string; readonly object: KeyObject } | undefined;

  return (request, now) => {
    const time = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const date = time.slice(0, 8);
    if (key?.date !== date) key = { date, object: signingKey(service, settings, date) };
    const bodyHash = hash('sha256', request.body, 'hex');
    const headers: Record<string, string> = {
      ...request.headers,
      host: request.host,
      'x-amz-date': time,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
      ...(service === 's3' ? { 'x-amz-content-sha256': bodyHash } : {}),
    };
    const names = Object.keys(headers).sort();
    const signedHeaders = names.join(';');
    const canonical = [
      request.method,
      request.path,
      request.query,
      ...names.map((name) => `${name}:${headers[name]}`),
      '',
      signedHeaders,
      bodyHash,
    ].join('\n');
    const scope = `${date}/${region}/${service}/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical, 'hex')}`;
    const signature = createHmac('sha256', key.object).update(text).digest('hex');
    const credential = `Credential=${accessKeyId}/${scope}`;
    headers['authorization'] = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    return headers;
  };
}

function signingKey(service: AwsService, { secretAccessKey, region }: AwsSettings, date: string): KeyObject {
  const parts = [date, region, service, 'aws4_request'];
  const first = Buffer.from(`AWS4${secretAccessKey}`);
  return createSecretKey(parts.reduce((key, part) => createHmac('sha256', key).update(part).digest(), first));
}
