// Synthesises a stage as `cdk deploy` would, without bundling, and answers questions that cross both stacks.
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { rmSync } from 'node:fs';
import { afterAll } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { createPenstockStacks } from '../../lib/penstock-app.ts';
import { parseStageConfig, type StageConfigInput } from '../../lib/stage-config.ts';

export type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};
export type Resources = Record<string, Resource>;
type Outputs = Record<string, { Value: unknown; Export?: { Name: string } }>;

export type SynthesisedStage = {
  readonly app: App;
  readonly data: Resources;
  readonly pipeline: Resources;
  readonly outputs: Outputs;
  /** Replaces every import from the data stack in `value` by what it stands for there. */
  resolve(value: unknown): unknown;
};

const outdirs: string[] = [];
afterAll(() => {
  for (const outdir of outdirs) rmSync(outdir, { recursive: true, force: true });
});

export function synthesise(input: Partial<StageConfigInput> = {}): SynthesisedStage {
  const app = new App({
    context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: false,
  });
  outdirs.push(app.outdir);
  const stacks = createPenstockStacks(app, parseStageConfig({ name: 'test', ...input }));
  const data = read(stacks.data);
  const pipeline = read(stacks.pipeline);
  const exports = new Map(Object.values(data.Outputs).map(({ Value, Export }) => [Export?.Name ?? '', Value]));
  return {
    app,
    data: data.Resources,
    pipeline: pipeline.Resources,
    outputs: pipeline.Outputs,
    resolve: (value) => resolve(value, exports),
  };
}

function read(stack: Stack): { Resources: Resources; Outputs: Outputs } {
  return Template.fromStack(stack).toJSON() as { Resources: Resources; Outputs: Outputs };
}

/** The resources of one type, by logical id. */
export function ofType(resources: Resources, type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

/** Which resource a `Ref` or `Fn::GetAtt` points at. */
export function target(reference: unknown): string {
  const { Ref: ref, 'Fn::GetAtt': attribute } = reference as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  return ref ?? attribute?.[0] ?? '';
}

/** A logical id as a person wrote it, without the hash CDK adds. */
export function readable(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

function resolve(value: unknown, exports: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((part) => resolve(part, exports));
  if (typeof value !== 'object' || value === null) return value;
  const name = (value as { 'Fn::ImportValue'?: string })['Fn::ImportValue'];
  if (name !== undefined) return exports.get(name);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part, exports)]));
}
