import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { wrapHandler } from '../shared/lambda/wrap-handler.ts';
import type { Clients } from '../shared/lambda/clients.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { createCatalogReader } from './catalog-reader.ts';
import { createConsole } from './console.ts';
import type { Content, File } from './content.ts';
import type { ConsoleEnv } from './env.ts';

type Result = APIGatewayProxyStructuredResultV2;
type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Result>;

const COMPRESSED = '.gz';

export type ConsoleOutside = Pick<Outside, 'now'> & Pick<Clients, 'dynamodb'> & { readonly directory: string };

/** `directory` has the built console; it lies beside the bundle. */
export function createHandler(env: ConsoleEnv, { directory, dynamodb, now }: ConsoleOutside): Handler {
  const answer = createConsole({
    signIn: signInOf(env),
    signInOrigins: env.OIDC_ORIGINS,
    isLocal: env.LOCAL_OWNER !== undefined,
    stage: env.STAGE,
    takesAccessRequests: env.REQUEST_ACCESS === 'on',
    files: listFiles(directory),
    read: (file) => readFile(join(directory, file.isCompressed ? `${file.path}${COMPRESSED}` : file.path)),
    isPublic: env.CATALOG === 'public',
    catalog: createCatalogReader({ dynamodb, table: env.CONTROL_TABLE, now }),
    compress: (text) => gzipSync(text),
    digest: (bytes) => createHash('sha256').update(bytes).digest('base64url'),
  });
  return wrapHandler(async (event: APIGatewayProxyEventV2) => {
    const { rawPath: path, queryStringParameters: query = {}, headers, requestContext } = event;
    const origin = `${headers['x-forwarded-proto'] ?? 'https'}://${requestContext.domainName}`;
    const content = await answer({ path, query, accept: headers['accept'] ?? '', origin });
    return toResult(content, headers);
  });
}

function signInOf({ OIDC_ISSUER: issuer, OIDC_CLIENT: clientId, OIDC_SIGN_OUT: signOut }: ConsoleEnv) {
  return issuer === '' ? undefined : { issuer, clientId, signOut };
}

function listFiles(directory: string): File[] {
  return globSync('{*,assets/*}.*', { cwd: directory }).map((name) => {
    const isCompressed = name.endsWith(COMPRESSED);
    return { path: isCompressed ? name.slice(0, -COMPRESSED.length) : name, isCompressed };
  });
}

function toResult(
  { status, headers, body, isCompressed, etag }: Content,
  asked: APIGatewayProxyEventV2['headers'],
): Result {
  if (etag !== undefined && asked['if-none-match']?.includes(etag) === true) return { statusCode: 304, headers };
  const tagged = etag === undefined ? headers : { ...headers, etag };
  if (typeof body === 'string') return { statusCode: status, headers: tagged, body };
  const sent = isCompressed && !/\bgzip\b/i.test(asked['accept-encoding'] ?? '') ? gunzipSync(body) : body;
  const encoded = sent === body && isCompressed ? { ...tagged, 'content-encoding': 'gzip' } : tagged;
  return { statusCode: status, headers: encoded, body: Buffer.from(sent).toString('base64'), isBase64Encoded: true };
}
