import { createHash, createHmac } from 'node:crypto';
import { CREDENTIALS, REGION } from './environment.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

type Call = {
  readonly method: string;
  readonly body: string;
  readonly accessKeyId?: string | undefined;
  /** Which workspace it is about, if it is about one. */
  readonly workspace?: string;
};

/** As `signedCall`. */
export function signedGet(url: string, accessKeyId?: string): Promise<Response> {
  return signedCall(url, { method: 'GET', body: '', accessKeyId });
}

/**
 * A request with an AWS signature for API Gateway, as `aws` and `curl --aws-sigv4` make it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signedCall(
  url: string,
  { method, body, accessKeyId = CREDENTIALS.accessKeyId, workspace }: Call,
): Promise<Response> {
  const { host, pathname } = new URL(url);
  const at = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${at.slice(0, 8)}/${REGION}/execute-api/aws4_request`;
  const signedHeaders = 'host;x-amz-date';
  const request = [method, pathname, '', `host:${host}`, `x-amz-date:${at}`, '', signedHeaders, sha256(body)].join(
    '\n',
  );
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(request)].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${CREDENTIALS.secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const credential = `${accessKeyId}/${scope}`;
  return fetch(url, {
    method,
    ...(body === '' ? {} : { body }),
    headers: {
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
      ...(workspace === undefined ? {} : { 'x-penstock-workspace': workspace }),
      'x-amz-date': at,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    },
  });
}
