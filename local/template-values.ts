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

/** Replaces intrinsic functions by their values, across the stacks of the app. */
export class TemplateResolver {
  readonly #lookUp: AttributeLookup;
  readonly #exports = new Map<string, { readonly template: Template; readonly value: unknown }>();

  constructor(templates: readonly Template[], lookUp: AttributeLookup) {
    this.#lookUp = lookUp;
    for (const template of templates) {
      for (const { Export, Value } of Object.values(template.Outputs ?? {})) {
        if (Export === undefined) continue;
        this.#exports.set(String(this.resolve(template, Export.Name)), { template, value: Value });
      }
    }
  }

  /** `value`, which stands in `template`, with every intrinsic function in it computed. */
  resolve(template: Template, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(template, item));
    if (typeof value !== 'object' || value === null) return value;
    const [only, ...others] = Object.entries(value);
    if (only !== undefined && others.length === 0 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return this.#compute(template, only[0], only[1]);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(template, item)]));
  }

  #compute(template: Template, name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#reference(template, String(argument));
      case 'Fn::GetAtt':
        return this.#attribute(template, argument as string | string[]);
      case 'Fn::Sub':
        return this.#substitute(template, argument as SubArgument);
      case 'Fn::ImportValue':
        return this.#imported(String(this.resolve(template, argument)));
      default:
        return combine(name, this.resolve(template, argument), template);
    }
  }

  #reference(template: Template, name: string): unknown {
    const pseudo = PSEUDO_PARAMETERS[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = template.Parameters?.[name];
    return parameter === undefined ? this.#lookUp(template, name, undefined) : parameter.Default;
  }

  #attribute(template: Template, argument: string | string[]): unknown {
    const [id = '', ...rest] = typeof argument === 'string' ? argument.split('.') : argument;
    return this.#lookUp(template, id, rest.join('.'));
  }

  #imported(name: string): unknown {
    const found = this.#exports.get(name);
    if (found === undefined) throw new StartupError(`No stack exports "${name}", but one imports it.`);
    return this.resolve(found.template, found.value);
  }

  #substitute(template: Template, argument: SubArgument): string {
    const [text, variables] = typeof argument === 'string' ? [argument, {}] : argument;
    return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (name in variables) return String(this.resolve(template, variables[name]));
      const isAttribute = name.includes('.') && !name.startsWith('AWS::');
      return String(isAttribute ? this.#attribute(template, name) : this.#reference(template, name));
    });
  }
}

type SubArgument = string | [text: string, variables: Record<string, unknown>];

/** The functions that need nothing but their arguments. */
function combine(name: string, argument: unknown, template: Template): unknown {
  switch (name) {
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(String).join(separator);
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, string];
      return text.split(separator);
    }
    case 'Fn::Select': {
      const [index, items] = argument as [number | string, unknown[]];
      return items[Number(index)];
    }
    case 'Fn::FindInMap': {
      const [map, first, second] = argument as [string, string, string];
      return template.Mappings?.[map]?.[first]?.[second];
    }
    default:
      throw new StartupError(
        `The template uses ${name}, which one machine cannot compute: add it to local/template-values.ts.`,
      );
  }
}
