import { nameResources, type ResourceNames } from './resource-names.ts';
import { EMULATED, judgeResource } from './resource-types.ts';
import { StartupError } from './startup-error.ts';
import { ACCOUNT, REGION, TemplateResolver, type Template } from './template-values.ts';
import {
  readEventSource,
  readFunction,
  readIntegration,
  readQueue,
  readRoute,
  readSchedule,
  readTable,
  type EventSourceResource,
  type Found,
  type FunctionResource,
  type QueueResource,
  type Route,
  type ScheduleResource,
  type TableResource,
} from './topology-resources.ts';

/** The pipeline as the CDK app describes it, in terms of this machine. */
export type Topology = {
  readonly queues: readonly QueueResource[];
  readonly tables: readonly TableResource[];
  readonly buckets: readonly string[];
  /** Ids of KMS keys. */
  readonly keys: readonly string[];
  readonly functions: readonly FunctionResource[];
  readonly eventSources: readonly EventSourceResource[];
  readonly routes: readonly Route[];
  readonly schedules: readonly ScheduleResource[];
  readonly outputs: Readonly<Record<string, string>>;
};

/** Addresses that the template leaves to AWS. */
export type Addresses = { readonly sqsEndpoint: string; readonly apiUrl: string };

/** Reads the pipeline from the templates. Throws a `StartupError` naming whatever has no counterpart here. */
export function readTopology(templates: readonly Template[], addresses: Addresses): Topology {
  rejectUnknown(templates);
  const names = nameResources(templates);
  const resolver = new TemplateResolver(templates, (template, id, attribute) =>
    describeAttribute({ template, id, attribute, name: names(template, id), addresses }),
  );
  const resolve = (template: Template, value: unknown): unknown =>
    withLocalUrl(resolver.resolve(template, value), addresses);
  const find = (type: string): Found[] => findResources(templates, type, { names, resolve });

  const integrations = new Map(find(EMULATED.integration).map((found) => [found.logicalId, readIntegration(found)]));
  return {
    queues: find(EMULATED.queue).map((found) => readQueue(found)),
    tables: find(EMULATED.table).map((found) => readTable(found)),
    buckets: find(EMULATED.bucket).map(({ name }) => name),
    keys: find(EMULATED.key).map(({ name }) => name),
    functions: find(EMULATED.function).map((found) => readFunction(found)),
    eventSources: find(EMULATED.eventSource).flatMap((found) => readEventSource(found)),
    routes: find(EMULATED.route).map((found) => readRoute(found, integrations)),
    schedules: find(EMULATED.schedule).flatMap((found) => readSchedule(found)),
    outputs: readOutputs(templates, resolve),
  };
}

/** Queues where messages end: others send what they cannot work off there, and no function reads them. */
export function terminalQueues({ queues, eventSources }: Topology): Set<string> {
  const read = new Set(eventSources.map(({ queue }) => queue));
  const targets = queues.flatMap(({ deadLetterQueue }) => (deadLetterQueue === undefined ? [] : [deadLetterQueue]));
  return new Set(targets.filter((name) => !read.has(name)));
}

function rejectUnknown(templates: readonly Template[]): void {
  const unknown = templates.flatMap((template) =>
    Object.entries(template.Resources ?? {})
      .filter(([id]) => judgeResource(template, id) === 'unknown')
      .map(([id, { Type }]) => `  ${Type} (${id})`),
  );
  if (unknown.length === 0) return;
  throw new StartupError(
    `The CDK app has resources that one machine has no counterpart for:\n${unknown.join('\n')}\n` +
      'Emulate them in local/, or add the type with a reason to local/resource-types.ts.',
  );
}

type Reading = { readonly names: ResourceNames; readonly resolve: (template: Template, value: unknown) => unknown };

function findResources(templates: readonly Template[], type: string, { names, resolve }: Reading): Found[] {
  return templates.flatMap((template) =>
    Object.entries(template.Resources ?? {})
      .filter(([id, { Type }]) => Type === type && judgeResource(template, id) === 'emulated')
      .map(([logicalId, { Properties, Metadata }]) => ({
        logicalId,
        name: names(template, logicalId),
        metadata: Metadata,
        read: (...path) => resolve(template, inside(Properties, path)),
      })),
  );
}

/** A property of a property is read by itself: what is beside it (a role, say) may not exist here. */
function inside(properties: unknown, path: readonly string[]): unknown {
  return path.reduce((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], properties);
}

type AttributeRequest = {
  readonly template: Template;
  readonly id: string;
  readonly attribute: string | undefined;
  readonly name: string;
  readonly addresses: Addresses;
};

function describeAttribute({ template, id, attribute, name, addresses }: AttributeRequest): string {
  const type = template.Resources?.[id]?.Type ?? 'nothing of that name';
  const queueUrl = `${addresses.sqsEndpoint}/${ACCOUNT}/${name}`;
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    [EMULATED.queue]: {
      Ref: queueUrl,
      QueueUrl: queueUrl,
      QueueName: name,
      Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
    },
    [EMULATED.table]: { Ref: name, Arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}` },
    [EMULATED.bucket]: { Ref: name, Arn: `arn:aws:s3:::${name}` },
    [EMULATED.key]: { Ref: name, KeyId: name, Arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}` },
    [EMULATED.function]: { Ref: name, Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}` },
    [EMULATED.api]: { Ref: id, ApiId: id, ApiEndpoint: apiHost(id) },
    [EMULATED.integration]: { Ref: id },
    [EMULATED.route]: { Ref: id },
    'AWS::Cognito::UserPool': { Ref: name, ProviderName: name },
    'AWS::Cognito::UserPoolClient': { Ref: name },
    'AWS::Cognito::UserPoolDomain': { Ref: name },
  };
  const value = known[type]?.[attribute ?? 'Ref'];
  if (value !== undefined) return value;
  throw new StartupError(
    `Something needs ${attribute ?? 'the name'} of ${id} (${type}), which does not exist on one machine.`,
  );
}

function apiHost(apiId: string): string {
  return `https://${apiId}.execute-api.${REGION}.amazonaws.com`;
}

const API_URL = new RegExp(`https://\\w+\\.execute-api\\.${REGION.replaceAll('-', '\\-')}\\.amazonaws\\.com`, 'g');

/** Templates put the API's address together from parts; on one machine it has another one. */
function withLocalUrl(value: unknown, addresses: Addresses): unknown {
  if (typeof value === 'string') return value.replaceAll(API_URL, addresses.apiUrl);
  if (Array.isArray(value)) return value.map((item) => withLocalUrl(item, addresses));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withLocalUrl(item, addresses)]));
}

/** Outputs about things that do not exist here (the topic for alarms) are left out. */
function readOutputs(templates: readonly Template[], resolve: Reading['resolve']): Record<string, string> {
  const outputs = templates.flatMap((template) =>
    Object.entries(template.Outputs ?? {}).flatMap(([name, { Value, Export }]) => {
      const value = Export === undefined ? tryResolve(() => resolve(template, Value)) : undefined;
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
  return Object.fromEntries(outputs);
}

function tryResolve(resolve: () => unknown): unknown {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof StartupError) return undefined;
    throw error;
  }
}
