import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { wrapHandler } from '../shared/lambda/wrap-handler.ts';
import { createAnswer, notFound, redirect, type Result } from './answer.ts';
import type { WebEnv } from './env.ts';
import { createWeb } from './web.ts';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Result>;

/** `directory` has the folders that are served; they lie beside the bundle. */
export function createHandler(env: WebEnv, { directory }: { readonly directory: string }): Handler {
  const web = createWeb({
    list: async (folder) => {
      const root = join(directory, folder);
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return files.map(({ parentPath, name }) => relative(root, join(parentPath, name)));
    },
    read: (folder, path) => readFile(join(directory, folder, path), 'utf8'),
    readBytes: (folder, path) => readFile(join(directory, folder, path)),
    isLocal: env.LOCAL_OWNER !== undefined,
  });
  const answer = createAnswer();
  return wrapHandler(async ({ rawPath, headers }: APIGatewayProxyEventV2) => {
    const found = await web(rawPath, (headers['accept'] ?? '').includes('text/html'));
    if (found === 'not found') return notFound();
    return 'redirectTo' in found ? redirect(found.redirectTo) : answer(found, headers);
  });
}
