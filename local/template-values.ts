// Computes what CloudFormation would make of the intrinsic functions in a template, for one machine.
import { StartupError } from './startup-error.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export type TemplateResource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
};

type Output = { readonly Value: unknown; readonly Export?: { readonly Name: unknown } };

/** One stack's template, as CDK writes it. */
export type Template = {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, Output>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
};

/** What `Ref` (without an attribute) or `Fn::GetAtt` of a resource is on this machine. Throws if it has no such thing. */
export type AttributeLookup = (template: Template, logicalId: string, attribute: string | undefined) => unknown;

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'penstock',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/penstock/local`,
};

/** Returns a function that replaces every intrinsic function below `value`, across the stacks of the app. */
export function createResolver(
  templates: readonly Template[],
  lookUp: AttributeLookup,
): (template: Template, value: unknown) => unknown {
  const exports = new Map<string, { template: Template; value: unknown }>();

  const resolve = (template: Template, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(template, item));
    if (typeof value !== 'object' || value === null) return value;
    const [only, ...others] = Object.entries(value);
    if (only !== undefined && others.length === 0 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return compute(template, only[0], only[1]);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(template, item)]));
  };

  const reference = (template: Template, name: string): unknown => {
    const pseudo = PSEUDO_PARAMETERS[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = template.Parameters?.[name];
    return parameter === undefined ? lookUp(template, name, undefined) : parameter.Default;
  };

  const attribute = (template: Template, argument: unknown): unknown => {
    const [id, ...rest] = typeof argument === 'string' ? argument.split('.') : (argument as string[]);
    return lookUp(template, id ?? '', rest.join('.'));
  };

  const imported = (name: unknown): unknown => {
    const found = exports.get(String(name));
    if (found === undefined) throw new StartupError(`No stack exports "${String(name)}", but one imports it.`);
    return resolve(found.template, found.value);
  };

  const substitute = (template: Template, argument: unknown): string => {
    const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
      string,
      Record<string, unknown>,
    ];
    return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (name in variables) return String(resolve(template, variables[name]));
      return String(
        name.includes('.') && !name.startsWith('AWS::') ? attribute(template, name) : reference(template, name),
      );
    });
  };

  const compute = (template: Template, name: string, argument: unknown): unknown => {
    const list = (): unknown[] => resolve(template, argument) as unknown[];
    switch (name) {
      case 'Ref':
        return reference(template, String(argument));
      case 'Fn::GetAtt':
        return attribute(template, argument);
      case 'Fn::ImportValue':
        return imported(resolve(template, argument));
      case 'Fn::Sub':
        return substitute(template, argument);
      case 'Fn::Join': {
        const [separator, parts] = list() as [string, unknown[]];
        return parts.map(String).join(separator);
      }
      case 'Fn::Split': {
        const [separator, text] = list() as [string, string];
        return text.split(separator);
      }
      case 'Fn::Select': {
        const [index, items] = list() as [number | string, unknown[]];
        return items[Number(index)];
      }
      case 'Fn::FindInMap': {
        const [map, first, second] = list() as [string, string, string];
        return template.Mappings?.[map]?.[first]?.[second];
      }
      default:
        throw new StartupError(
          `The template uses ${name}, which cannot be computed on one machine yet: add it to local/template-values.ts.`,
        );
    }
  };

  for (const template of templates) {
    for (const { Export, Value } of Object.values(template.Outputs ?? {})) {
      if (Export !== undefined) exports.set(String(resolve(template, Export.Name)), { template, value: Value });
    }
  }
  return resolve;
}
