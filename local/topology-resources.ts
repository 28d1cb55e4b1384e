// From the properties of one resource in a template to what the emulators and the runner need. The shapes are CDK's own
// output, which the types below state as far as it is read.
import { ENTRY_METADATA } from '../lib/bundling.ts';
import { StartupError } from './startup-error.ts';
import type { TemplateResource } from './template-values.ts';
import { MINUTE_MS } from '../domain/base/time-units.ts';

export type QueueResource = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly deadLetterQueue: string | undefined;
};

export type TableResource = {
  readonly name: string;
  /** Input of CreateTable. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly ttlAttribute: string | undefined;
};

export type FunctionResource = {
  readonly name: string;
  /** Path of the source file with the handler, relative to the project. */
  readonly entry: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly env: Readonly<Record<string, string>>;
  /** Whether each tenant has instances of its own. */
  readonly isPerTenant: boolean;
};

export type EventSourceResource = {
  readonly queue: string;
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly maxConcurrency: number;
  readonly reportsItemFailures: boolean;
};

export type Route = {
  readonly routeKey: string;
  readonly functionName: string;
  /** Whether AWS wants a signature of one of its identities. */
  readonly isForOperators: boolean;
};

/** A function that is invoked again and again. */
export type ScheduleResource = { readonly functionName: string; readonly everyMs: number; readonly input: unknown };

/** A resource of a template; `read` gives a property, or one inside of it, with everything in it computed. */
export type Found = {
  readonly logicalId: string;
  readonly name: string;
  readonly metadata: TemplateResource['Metadata'];
  readonly read: (...path: readonly string[]) => unknown;
};

const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'MaximumMessageSize',
];

export function readQueue({ name, read }: Found): QueueResource {
  const settings = QUEUE_ATTRIBUTES.map((key) => [key, read(key)] as const).filter(([, value]) => value !== undefined);
  const attributes = Object.fromEntries(settings.map(([key, value]) => [key, String(value)]));
  const redrive = read('RedrivePolicy') as { deadLetterTargetArn: string } | undefined;
  if (redrive === undefined) return { name, attributes, deadLetterQueue: undefined };
  return {
    name,
    attributes: { ...attributes, RedrivePolicy: JSON.stringify(redrive) },
    deadLetterQueue: lastPart(redrive.deadLetterTargetArn),
  };
}

const TABLE_PROPERTIES = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
];

export function readTable({ name, read }: Found): TableResource {
  const settings = TABLE_PROPERTIES.map((key) => [key, read(key)] as const).filter(([, value]) => value !== undefined);
  const ttl = read('TimeToLiveSpecification') as { AttributeName: string; Enabled: boolean } | undefined;
  return {
    name,
    definition: { TableName: name, ...Object.fromEntries(settings) },
    ttlAttribute: ttl?.Enabled === true ? ttl.AttributeName : undefined,
  };
}

/** What Lambda gives a function that says nothing else. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

export function readFunction({ logicalId, name, metadata, read }: Found): FunctionResource {
  const entry = metadata?.[ENTRY_METADATA];
  if (typeof entry !== 'string') {
    throw new StartupError(
      `The function ${logicalId} does not say where its code is: it needs the metadata ${ENTRY_METADATA}.`,
    );
  }
  const environment = read('Environment') as { Variables?: Record<string, unknown> } | undefined;
  const variables = Object.entries(environment?.Variables ?? {}).map(([key, value]) => [key, String(value)]);
  return {
    name,
    entry,
    handler: String(read('Handler')).split('.').at(-1) ?? 'handler',
    timeoutMs: Number(read('Timeout') ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    memoryMb: Number(read('MemorySize') ?? DEFAULT_MEMORY_MB),
    env: Object.fromEntries(variables) as Record<string, string>,
    isPerTenant: read('TenancyConfig', 'TenantIsolationMode') === 'PER_TENANT',
  };
}

const DEFAULT_BATCH_SIZE = 10;

export function readEventSource({ logicalId, read }: Found): EventSourceResource[] {
  const queueArn = String(read('EventSourceArn'));
  if (!queueArn.startsWith('arn:aws:sqs:') || read('FilterCriteria') !== undefined) {
    throw new StartupError(
      `The event source ${logicalId} is not a queue, or has a filter: local/event-source.ts knows neither.`,
    );
  }
  if (read('Enabled') === false) return [];
  const scaling = read('ScalingConfig') as { MaximumConcurrency?: number } | undefined;
  const responseTypes = (read('FunctionResponseTypes') ?? []) as readonly string[];
  return [
    {
      queue: lastPart(queueArn),
      queueArn,
      functionName: lastPart(String(read('FunctionName'))),
      batchSize: Number(read('BatchSize') ?? DEFAULT_BATCH_SIZE),
      windowMs: Number(read('MaximumBatchingWindowInSeconds') ?? 0) * 1000,
      maxConcurrency: scaling?.MaximumConcurrency ?? Infinity,
      reportsItemFailures: responseTypes.includes('ReportBatchItemFailures'),
    },
  ];
}

/** The name of the function behind an integration, which may be given as its ARN, alone or inside a longer one. */
export function readIntegration({ logicalId, read }: Found): string {
  const uri = String(read('IntegrationUri')).replace(/\/invocations$/, '');
  if (
    read('IntegrationType') !== 'AWS_PROXY' ||
    read('PayloadFormatVersion') !== '2.0' ||
    !uri.includes(':function:')
  ) {
    throw new StartupError(
      `The integration ${logicalId} is not a Lambda function with payload 2.0: local/http-gateway.ts knows no other.`,
    );
  }
  return lastPart(uri);
}

/** IAM is for AWS: on one machine whoever reaches the loopback port may do everything. */
const AUTHORIZATION_WITHOUT_EFFECT = ['NONE', 'AWS_IAM'];

export function readRoute({ logicalId, read }: Found, integrations: ReadonlyMap<string, string>): Route {
  const authorization = (read('AuthorizationType') ?? 'NONE') as string;
  if (!AUTHORIZATION_WITHOUT_EFFECT.includes(authorization)) {
    throw new StartupError(`The route ${logicalId} wants authorization ${authorization}, which local/ does not know.`);
  }
  const functionName = integrations.get(String(read('Target')).replace('integrations/', ''));
  if (functionName === undefined) throw new StartupError(`The route ${logicalId} leads nowhere.`);
  return { routeKey: String(read('RouteKey')), functionName, isForOperators: authorization === 'AWS_IAM' };
}

export function readSchedule({ logicalId, read }: Found): ScheduleResource[] {
  const expression = String(read('ScheduleExpression'));
  const minutes = Number(/^rate\(([1-9]\d{0,4}) minutes?\)$/.exec(expression)?.[1]);
  const functionArn = String(read('Target', 'Arn'));
  const isKnown =
    !Number.isNaN(minutes) && functionArn.startsWith('arn:aws:lambda:') && !functionArn.includes('aws-sdk');
  if (!isKnown || read('FlexibleTimeWindow', 'Mode') !== 'OFF') {
    throw new StartupError(
      `The schedule ${logicalId} (${expression}) does not invoke a function every so many minutes, without a flexible window: local/schedule.ts knows nothing else.`,
    );
  }
  if (read('State') === 'DISABLED') return [];
  const input = JSON.parse((read('Target', 'Input') ?? '{}') as string) as unknown;
  return [{ functionName: lastPart(functionArn), everyMs: minutes * MINUTE_MS, input }];
}

function lastPart(arnOrName: string): string {
  return arnOrName.split(':').at(-1) ?? arnOrName;
}
