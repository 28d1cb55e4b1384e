import { EMULATED } from './resource-types.ts';
import { StartupError } from './startup-error.ts';
import type { Template, TemplateResource } from './template-values.ts';

/** CDK's own words in a construct path; the rest says what the thing is. */
const GENERIC_SEGMENTS = new Set(['Resource', 'Queue', 'Table', 'Bucket', 'Key', 'Function']);

const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  [EMULATED.queue]: 'QueueName',
  [EMULATED.table]: 'TableName',
  [EMULATED.bucket]: 'BucketName',
};

/** What AWS gives an id of its own, or a name that nobody asks for. */
const NAMED_BY_PLACE: ReadonlySet<string> = new Set([EMULATED.function, EMULATED.key]);

export type ResourceNames = (template: Template, logicalId: string) => string;

/**
 * Physical names, which CloudFormation would make up: from the place in the app, so that data is found again after a
 * restart and people recognise what they see.
 */
export function nameResources(templates: readonly Template[]): ResourceNames {
  const names = new Map<TemplateResource, string>();
  const taken = new Set<string>();
  for (const template of templates) {
    for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
      if (!(resource.Type in NAME_PROPERTIES) && !NAMED_BY_PLACE.has(resource.Type)) continue;
      const name = nameResource(logicalId, resource);
      const key = `${resource.Type} ${name}`;
      if (taken.has(key))
        throw new StartupError(`Two resources of the type ${resource.Type} would both be called ${name}.`);
      taken.add(key);
      names.set(resource, name);
    }
  }
  return (template, logicalId) => {
    const resource = template.Resources?.[logicalId];
    return (resource && names.get(resource)) ?? logicalId;
  };
}

function nameResource(logicalId: string, { Type, Properties, Metadata }: TemplateResource): string {
  const given = Properties?.[NAME_PROPERTIES[Type] ?? ''];
  if (typeof given === 'string') return given;
  const path = Metadata?.['aws:cdk:path'];
  const [, ...segments] = typeof path === 'string' ? path.split('/') : ['', logicalId];
  const words = segments.filter((segment) => !GENERIC_SEGMENTS.has(segment)).map(kebab);
  return ['penstock', ...words].join('-');
}

/** `Lane-webhooks-DeadLetters` is `lane-webhooks-dead-letters`: lower case, because buckets allow nothing else. */
function kebab(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/[^a-zA-Z0-9-]/g, '-')
    .toLowerCase();
}
