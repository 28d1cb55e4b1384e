import { devNull } from 'node:os';
import type { Code } from './code.ts';
import { shareOfRequest } from './instance-share.ts';
import type { LambdaSpec } from './lambda-instance.ts';
import { LambdaPool } from './lambda-pool.ts';
import { TenantPools } from './tenant-pools.ts';
import type { SignIn } from './sign-in/oidc.ts';
import type { Credentials } from './sigv4.ts';
import { REGION } from './template-values.ts';
import type { Topology } from './topology.ts';
import type { FunctionResource } from './topology-resources.ts';

type Endpoints = {
  readonly sqsEndpoint: string;
  readonly s3Endpoint: string;
  readonly dynamoEndpoint: string;
  readonly kmsEndpoint: string;
  readonly lambdaEndpoint: string;
  readonly credentials: Credentials;
  readonly signIn: Pick<SignIn, 'issuer' | 'clientId' | 'signOut'> | undefined;
};

type PoolsOptions = {
  readonly code: Code;
  readonly resources: Endpoints;
  readonly emulators: LambdaSpec['emulators'];
  readonly concurrency: number;
  readonly maxConcurrency: number;
  /** The workspace of requests that say none, where there are several. */
  readonly workspace: string | undefined;
  /** Whether everybody is shown the catalog. */
  readonly publicCatalog: boolean;
  /** Hosts whose requests go to another origin. */
  readonly routes: Routes;
  readonly log: (line: string) => void;
};

/** The name of a host -> the origin on this machine that answers for it. */
export type Routes = Readonly<Record<string, string>>;

/** What AWS grants a new account is of this order, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_WAITING = 1000;

/** How metrics for CloudWatch start (embedded metric format). Functions print them, and nobody reads them here. */
const METRICS_LINE = '{"_aws":';

/** Whoever reaches the loopback port may do everything already, also where there are people who can sign in. */
const LOCAL_OWNER = { LOCAL_OWNER: 'local' };

const DELIVERY = 'functions/delivery/lambda.ts';

/** Its instances have several requests at a time; it keeps nothing of one that another could meet. */
const INGEST = 'functions/ingest/lambda.ts';

/** It waits for functions of customers, each of which may take its five seconds. */
const SOURCE = 'functions/source/lambda.ts';

/** What each event passes: one instance of each stays however long nothing comes, so that the next event finds it ready. */
const ON_THE_WAY = [INGEST, 'functions/fan-out/lambda.ts', DELIVERY];

/** One pool for each function. Functions that read several queues get instances for each, so that none waits for another. */
export function createPools(
  { functions, eventSources }: Topology,
  { code, resources, emulators, concurrency, maxConcurrency, log, ...settings }: PoolsOptions,
): Map<string, LambdaPool> {
  const logLine = (line: string): void => {
    if (!line.includes(METRICS_LINE)) log(line);
  };
  return new Map(
    functions
      .filter(({ isPerTenant }) => !isPerTenant)
      .map((fn) => {
        const sources = eventSources.filter(({ functionName }) => functionName === fn.name);
        const usedInstances = concurrency * Math.max(1, sources.length);
        // One request that takes long must not keep all others waiting, also where there is one core.
        const waitingInstances = isForPartners(fn) ? maxConcurrency * sources.length : 0;
        const maxInstances = Math.max(2, usedInstances, waitingInstances);
        const { name, entry, handler, timeoutMs, memoryMb } = fn;
        const spec = {
          name,
          handler,
          timeoutMs,
          memoryMb,
          codeUrl: code.bundleUrl(entry),
          runtimeUrl: code.runtimeUrl,
          env: environment(fn, resources, settings),
          emulators,
        };
        const sharing = entry === INGEST ? { shareOf: shareOfRequest } : {};
        const options = {
          maxInstances,
          keptInstances: isOnTheWay(fn) ? 1 : 0,
          maxWaiting: MAX_WAITING,
          log: logLine,
          ...sharing,
        };
        return [name, new LambdaPool(spec, options)];
      }),
  );
}

/** A call of the runner has events enough to be worth an instance, and several fit beside one another. */
const CALLS_AT_ONCE = 4;
/**
 * How long a call waits for a place. Lambda lets none wait: it says at once that there are too many, and delivery comes again
 * after five seconds. A function that never ends would keep whoever waits for it, and with them what they deliver to others.
 */
const MOST_WAIT_MS = 1_000;
const TENANT_IDLE_MS = 120_000;

/**
 * One set of pools for each function that has instances for every tenant. These have nothing of the environment that others
 * have, neither credentials nor addresses: what runs in them is written by customers.
 */
export function createTenantPools(
  { functions }: Topology,
  {
    code,
    log,
    ownPorts,
    routes,
  }: Pick<PoolsOptions, 'code' | 'log' | 'routes'> & { readonly ownPorts: readonly number[] },
): Map<string, TenantPools> {
  return new Map(
    functions
      .filter(({ isPerTenant }) => isPerTenant)
      .map(({ name, entry, handler, timeoutMs, memoryMb, env }) => {
        const spec = {
          ...{ name, handler, timeoutMs, memoryMb },
          codeUrl: code.bundleUrl(entry),
          runtimeUrl: code.runtimeUrl,
          env: { ...env, OWN_PORTS: ownPorts.join(','), ...routesVariable(routes) },
        };
        const options = {
          ...{ maxInstances: 1, keptInstances: 0, idleMs: TENANT_IDLE_MS, maxWaiting: MAX_WAITING, log },
          mostWaitMs: MOST_WAIT_MS,
          shareOf: () => 1 / CALLS_AT_ONCE,
        };
        return [name, new TenantPools(spec, options)];
      }),
  );
}

/** Whether what takes its time is the answers of others: other machines, which take them at the same time. */
export function isForPartners({ entry }: Pick<FunctionResource, 'entry'>): boolean {
  return entry === DELIVERY || entry === SOURCE;
}

/** Whether each event passes this function; others start when somebody or something asks for them. */
export function isOnTheWay({ entry }: Pick<FunctionResource, 'entry'>): boolean {
  return ON_THE_WAY.includes(entry);
}

function routesVariable(routes: Routes): Record<string, string> {
  return Object.keys(routes).length === 0 ? {} : { LOCAL_ROUTES: JSON.stringify(routes) };
}

/** What Lambda sets, and where the emulators are. Nothing of this process's own environment gets in. */
function environment(
  { name, memoryMb, env }: FunctionResource,
  resources: PoolsOptions['resources'],
  { workspace, publicCatalog, routes }: Pick<PoolsOptions, 'workspace' | 'publicCatalog' | 'routes'>,
): Record<string, string> {
  return {
    ...env,
    ...LOCAL_OWNER,
    ...(workspace === undefined ? {} : { LOCAL_WORKSPACE: workspace }),
    ...routesVariable(routes),
    ...(publicCatalog && env['CATALOG'] !== undefined ? { CATALOG: 'public' } : {}),
    // An empty issuer is none.
    OIDC_ISSUER: resources.signIn?.issuer ?? '',
    OIDC_AUDIENCE: resources.signIn?.clientId ?? '',
    OIDC_CLIENT: resources.signIn?.clientId ?? '',
    OIDC_ORIGINS: resources.signIn?.issuer ?? '',
    OIDC_SIGN_OUT: resources.signIn?.signOut ?? '',
    // Whoever is let in by a tunnel may ask, as on a stage that wants it.
    REQUEST_ACCESS: 'on',
    // The provider of this machine answers for the user pool.
    ...(resources.signIn === undefined
      ? { USER_POOL: '' }
      : { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: resources.signIn.issuer }),
    AWS_ACCESS_KEY_ID: resources.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: resources.credentials.secretAccessKey,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: resources.sqsEndpoint,
    AWS_ENDPOINT_URL_S3: resources.s3Endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: resources.dynamoEndpoint,
    AWS_ENDPOINT_URL_KMS: resources.kmsEndpoint,
    AWS_ENDPOINT_URL_LAMBDA: resources.lambdaEndpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    // The SDK would otherwise read the profile of the person who started us.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
