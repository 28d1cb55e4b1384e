// How every Lambda function is bundled. lib/pipeline-function.ts hands this to CDK, local/ hands it to esbuild as it is,
// so what runs on one machine is what gets deployed. No import of aws-cdk-lib here: local/ must not pay for it.

/** What each function folder calls the file with its handler, and the handler in it. */
export const ENTRY_FILE = 'lambda.ts';
export const HANDLER = 'handler';

/** Metadata of each function in the template: its entry file, relative to the project. local/ finds the code with it. */
export const ENTRY_METADATA = 'penstock:entry';

/**
 * Options of esbuild, in esbuild's own words.
 *
 * `alias` puts a small client where sources import the AWS SDK, whose import was most of a cold start
 * (docs/decisions/0018). `mainFields` prefers ES modules: smaller than the CommonJS builds and as much quicker to load. The
 * banner gives bundled CommonJS code (undici) the `require` that an ES module lacks.
 *
 * Source maps cost nothing at start; the first stack that is read costs 90 ms, once per instance, and then names a line of
 * the source.
 */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  external: [],
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/client-dynamodb': './functions/shared/aws-sdk/dynamodb.ts',
    '@aws-sdk/client-s3': './functions/shared/aws-sdk/s3.ts',
    '@aws-sdk/client-sqs': './functions/shared/aws-sdk/sqs.ts',
  },
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module';const require = createRequireHere(import.meta.url);",
  },
} as const;

/** What Node must be told for stacks to be read through the source maps. */
export const NODE_OPTIONS = '--enable-source-maps';
