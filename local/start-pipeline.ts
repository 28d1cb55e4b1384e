import { availableParallelism } from 'node:os';
import { writeAccessFile } from './access-file.ts';
import { collectWhenIdle } from './collect-when-idle.ts';
import { prepareCode } from './code.ts';
import { createPools, isForPartners, isOnTheWay, type Routes } from './create-pools.ts';
import { memoryOnly, openDataDirectory } from './data-directory.ts';
import { createCredentials } from './emulators/credentials.ts';
import { startDynamoDb } from './emulators/dynamodb.ts';
import { startLambda } from './emulators/lambda.ts';
import { startKms } from './emulators/kms.ts';
import { startSqsS3, type SqsS3 } from './emulators/sqs-s3.ts';
import { startEventSource, type EventSource } from './event-source.ts';
import { expireItemsHourly } from './expire-items.ts';
import { openHttpGateway } from './http-gateway.ts';
import type { LambdaPool } from './lambda-pool.ts';
import type { TenantPools } from './tenant-pools.ts';
import { serveTenants } from './serve-tenants.ts';
import { startSchedule } from './schedule.ts';
import { createResources } from './resources.ts';
import type { SignIn } from './sign-in/oidc.ts';
import type { Credentials } from './sigv4.ts';
import { readTopology, terminalQueues, type Topology } from './topology.ts';
import { untilIdle } from './until-idle.ts';
import { watchCode } from './watch-code.ts';

export type PipelineOptions = {
  /** Where state is kept; `memory` keeps none. */
  readonly dataDir: string;
  /** @default any free one */
  readonly port?: number;
  /** Names, but for those of loopback, under which this machine may be called. @default none */
  readonly hosts?: readonly string[];
  /** Called when queues, tables and buckets exist, before the first request is served: the place to load a workspace. */
  readonly beforeTraffic?: (resources: PipelineResources) => Promise<void>;
  /**
   * Most batches at work at once for each queue, and most HTTP requests for each function. Batches that only wait for
   * somebody else's answer are not counted, up to a bound. @default the cores of this machine, four at most
   */
  readonly concurrency?: number;
  /** How long a batch is left to fill while no other is at work, where the template says more. @default 60 ms */
  readonly quietWindowMs?: number;
  /** How often functions with a schedule run. @default as in the template */
  readonly scheduleEveryMs?: number;
  /** Gets each line that functions and the runner write. @default nobody */
  readonly log?: (line: string) => void;
  /** Whether functions take over changes of their sources while they run. @default no */
  readonly watch?: boolean;
  /** The workspace of requests that say none, where there are several. @default such requests are refused */
  readonly workspace?: string;
  /** Whether people can sign in, at a provider of this machine. @default no */
  readonly signIn?: boolean;
  /** Whether everybody is shown the catalog. @default as in the template */
  readonly publicCatalog?: boolean;
  /** Hosts whose requests go to an origin of this machine instead. @default none */
  readonly routes?: Routes;
  /** Called when something ended without which nothing works. @default the error is thrown */
  readonly onFailure?: (error: Error) => void;
};

export type PipelineResources = {
  readonly sqsEndpoint: string;
  readonly s3Endpoint: string;
  readonly dynamoEndpoint: string;
  readonly kmsEndpoint: string;
  readonly lambdaEndpoint: string;
  /** Made at each start. The emulators answer only what is signed with them. */
  readonly credentials: Credentials;
  readonly queues: readonly string[];
  readonly tables: readonly string[];
  readonly buckets: readonly string[];
  /** Where people sign in, if they can. */
  readonly signIn: Pick<SignIn, 'issuer' | 'clientId' | 'signOut'> | undefined;
  /** Outputs of the stacks, such as `ControlTableName`. */
  readonly outputs: Readonly<Record<string, string>>;
};

export type Pipeline = PipelineResources & {
  readonly url: string;
  /** Resolves once every queue but the dead-letter queues is empty and no function runs but for those with a schedule. */
  drain(): Promise<void>;
  /** Stops accepting, finishes what is being worked on, and ends. What waits in queues stays there. */
  close(): Promise<void>;
};

/** One for each core that this process may use, also where that is bounded; each is an instance of a function. */
const DEFAULT_CONCURRENCY = Math.min(availableParallelism(), 4);

/** On AWS a call less costs more than a second; here nothing is paid for by the call, and people wait for their event. */
const DEFAULT_QUIET_WINDOW_MS = 60;

/** The same for batches that only wait; Lambda has hundreds. Each is an instance of a function, about 55 MB, and 100 at work. */
const MAX_WAITING_CONCURRENCY = 8;

/** Runs the CDK app's topology on this machine. Throws a `StartupError` for whatever the caller can put right. */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await start(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: PipelineOptions, closers: (() => unknown)[]): Promise<Omit<Pipeline, 'close'>> {
  const log = options.log ?? (() => undefined);
  const onFailure = options.onFailure ?? throwLater;
  const directory = options.dataDir === 'memory' ? memoryOnly() : openDataDirectory(options.dataDir, log);
  closers.push(() => directory.close());
  const gateway = await openHttpGateway(options.port ?? 0, options.hosts);
  closers.push(() => gateway.close());

  const closing = <Part extends { close(): unknown }>(part: Part): Part => {
    closers.push(() => part.close());
    return part;
  };
  const credentials = createCredentials();
  const around = { directory, credentials, closing, onFailure };
  const { code, sqsS3, dynamoDb, kms, lambda, signIn } = await startParts(options, around);
  const url = `http://localhost:${gateway.port}`;
  const topology = readTopology(code.templates, { sqsEndpoint: sqsS3.endpoint, apiUrl: url });
  await createResources(topology, { sqsS3, kms, dynamoDb });
  const resources = describe(topology, { sqsS3, dynamoDb, kms, lambda, signIn, credentials });

  closers.push(expireItemsHourly(topology.tables, dynamoDb));
  if (options.dataDir !== 'memory') closers.push(writeAccessFile(options.dataDir, resources));

  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const { workspace, publicCatalog = false, routes = {} } = options;
  const emulators = { dynamoDb: dynamoDb.place, openSqs: () => sqsS3.openPort() };
  const limits = { concurrency, maxConcurrency: MAX_WAITING_CONCURRENCY };
  const pools = createPools(topology, { code, resources, emulators, workspace, publicCatalog, routes, log, ...limits });
  closers.push(() => Promise.all([...pools.values()].map((pool) => pool.close())));
  const others = [gateway.port, dynamoDb.place?.port];
  const tenantPools = serveTenants(topology, { code, log, resources, lambda, others, routes });
  closers.push(() => Promise.all([...tenantPools.values()].map((each) => each.close())));
  const atRoutes = poolsOf(pools, topology.routes);
  const onTheWay = topology.functions.filter(isOnTheWay).map(({ name }) => poolOf(pools, name));
  const first = onTheWay.filter((pool) => atRoutes.includes(pool));
  await Promise.all([options.beforeTraffic?.(resources), ...first.map((pool) => pool.warm())]);

  const eventSources = startEventSources(topology, {
    pools,
    sqsS3,
    concurrency,
    quietWindowMs: options.quietWindowMs ?? DEFAULT_QUIET_WINDOW_MS,
    log,
    onFailure,
  });
  const schedules = startSchedules(topology, pools, options.scheduleEveryMs);
  closers.push(() => Promise.all([gateway.close(), ...[...eventSources, ...schedules].map((source) => source.stop())]));
  if (options.watch === true) closers.push(await watchAll(topology, { pools, tenantPools, log }));
  gateway.serve(topology.routes, (name, event) => poolOf(pools, name).invoke(event));
  closers.push(collectWhenIdle());
  // What the first request does not need would only take the cores away from what it does.
  for (const pool of onTheWay) if (!first.includes(pool)) void pool.warm();
  return {
    ...resources,
    url,
    // What runs at its time whatever happens says nothing about whether work is left.
    drain: () =>
      untilIdle({
        sqsS3,
        pools: [...atRoutes, ...poolsOf(pools, topology.eventSources)],
        ignored: terminalQueues(topology),
      }),
  };
}

type PartsOptions = {
  readonly directory: ReturnType<typeof memoryOnly>;
  readonly credentials: Credentials;
  readonly closing: <Part extends { close(): unknown }>(part: Part) => Part;
  readonly onFailure: (error: Error) => void;
};

/** The code, and what stands for the services of AWS. */
async function startParts(options: PipelineOptions, { directory, credentials, closing, onFailure }: PartsOptions) {
  const [code, sqsS3, dynamoDb, kms, lambda, signIn] = await all([
    prepareCode(),
    startSqsS3({ dataDir: directory.queuesDir, credentials, onFailure }).then(closing),
    startDynamoDb({ databaseFile: directory.databaseFile, env: process.env, credentials, onFailure }).then(closing),
    startKms({ keysFile: directory.keysFile, credentials }).then(closing),
    startLambda({ credentials }).then(closing),
    startSignInIf(options.signIn, { ...directory, credentials }).then((provider) => provider && closing(provider)),
  ]);
  return { code, sqsS3, dynamoDb, kms, lambda, signIn };
}

async function startSignInIf(isWanted = false, options: { peopleFile: string | undefined; credentials: Credentials }) {
  return isWanted ? (await import('./sign-in/oidc.ts')).startSignIn(options) : undefined;
}

function startSchedules(topology: Topology, pools: ReadonlyMap<string, LambdaPool>, everyMs: number | undefined) {
  return topology.schedules.map((schedule) =>
    startSchedule({ ...schedule, everyMs: everyMs ?? schedule.everyMs }, (event) =>
      poolOf(pools, schedule.functionName).invoke(event),
    ),
  );
}

type EventSourceParts = {
  readonly pools: ReadonlyMap<string, LambdaPool>;
  readonly sqsS3: SqsS3;
  readonly concurrency: number;
  readonly quietWindowMs: number;
  readonly log: (line: string) => void;
  readonly onFailure: (error: Error) => void;
};

function startEventSources(topology: Topology, parts: EventSourceParts): EventSource[] {
  const { pools, sqsS3, concurrency, quietWindowMs, log, onFailure } = parts;
  // What all others wait for is on this machine: the more of them, the longer it takes.
  const forPartners = new Set(topology.functions.filter(isForPartners).map(({ name }) => name));
  return topology.eventSources.map((source) => {
    const { queue, functionName } = source;
    const pool = poolOf(pools, functionName);
    return startEventSource({
      source,
      quietWindowMs,
      queue: {
        receive: (wanted, signal) => sqsS3.call('receive', { queue, ...wanted }, signal),
        delete: (receiptHandles) => sqsS3.call('delete', { queue, receiptHandles }),
        release: (receiptHandles) => sqsS3.call('release', { queue, receiptHandles }),
      },
      invoke: (event) => pool.invoke(event),
      isWaiting: (event) => pool.isWaiting(event),
      concurrency,
      maxConcurrency: forPartners.has(functionName) ? MAX_WAITING_CONCURRENCY : concurrency,
      log,
      onFailure,
    });
  });
}

function poolsOf(
  pools: ReadonlyMap<string, LambdaPool>,
  users: readonly { readonly functionName: string }[],
): LambdaPool[] {
  const names = new Set(users.map(({ functionName }) => functionName));
  return [...pools.values()].filter((pool) => names.has(pool.name));
}

function poolOf(pools: ReadonlyMap<string, LambdaPool>, functionName: string): LambdaPool {
  const pool = pools.get(functionName);
  if (pool === undefined) throw new Error(`The topology has no function ${functionName}.`);
  return pool;
}

type Running = Readonly<Record<'sqsS3' | 'dynamoDb' | 'kms' | 'lambda', { readonly endpoint: string }>> &
  Pick<PipelineResources, 'signIn' | 'credentials'>;

function describe(
  topology: Topology,
  { sqsS3, dynamoDb, kms, lambda, signIn, credentials }: Running,
): PipelineResources {
  return {
    sqsEndpoint: sqsS3.endpoint,
    s3Endpoint: sqsS3.endpoint,
    dynamoEndpoint: dynamoDb.endpoint,
    kmsEndpoint: kms.endpoint,
    lambdaEndpoint: lambda.endpoint,
    credentials,
    signIn,
    queues: topology.queues.map(({ name }) => name),
    tables: topology.tables.map(({ name }) => name),
    buckets: topology.buckets,
    outputs: topology.outputs,
  };
}

/** Like Promise.all, but lets all of them finish, so that what did start can be closed. */
async function all<Parts extends readonly unknown[]>(
  parts: [...Parts],
): Promise<{ [Key in keyof Parts]: Awaited<Parts[Key]> }> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

function watchAll(
  { functions }: Topology,
  parts: {
    readonly pools: ReadonlyMap<string, LambdaPool>;
    readonly tenantPools: ReadonlyMap<string, TenantPools>;
    readonly log: (line: string) => void;
  },
): Promise<() => Promise<void>> {
  const pools = new Map<string, LambdaPool | TenantPools>([...parts.pools, ...parts.tenantPools]);
  return watchCode({ functions, pools, log: parts.log });
}

function throwLater(error: Error): void {
  queueMicrotask(() => {
    throw error;
  });
}
