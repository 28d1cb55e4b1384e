// THE Lambda construct: from the name of a stage to its function. Every function of the pipeline is made here, so that
// runtime, bundling, logs and the way an entry file is found are the same for all.

import { Duration, RemovalPolicy, type CfnResource } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WebFolder } from '../domain/pipeline/web-files.ts';
import {
  BUNDLING,
  buildActionsCommand,
  buildConsoleCommand,
  copyCommands,
  ENTRY_FILE,
  ENTRY_METADATA,
  HANDLER,
  NODE_OPTIONS,
} from './bundling.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A stage of the pipeline that is a function: the name of its folder in functions/. */
export type PipelineStage =
  'ingest' | 'source' | 'fan-out' | 'delivery' | 'runner' | 'replay' | 'control-api' | 'sweep' | 'web' | 'console';

export type PipelineFunctionProps = {
  /** Which folder of functions/ holds the code. */
  readonly stage: PipelineStage;
  /** What the function is for, shown in the Lambda console. */
  readonly description: string;
  /** From domain/pipeline/time-budget.ts. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** From the stage configuration. @default none: it takes what is free in the account */
  readonly reservedConcurrency?: number | undefined;
  /** Whether each tenant has environments of its own, that no other is run in. @default no */
  readonly isPerTenant?: boolean;
  /** Folders that lie beside its code. @default none */
  readonly folders?: Readonly<Record<string, WebFolder>>;
  /** Whether the console is built beside its code. @default no */
  readonly hasConsole?: boolean;
  /** Whether the catalog of actions lies beside its code. @default no */
  readonly hasActions?: boolean;
};

/** One function of the pipeline, with a log group of its own and no permissions but those granted to it. */
export class PipelineFunction extends Construct {
  readonly stage: PipelineStage;
  readonly lambda: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    this.stage = props.stage;
    const entry = `functions/${props.stage}/${ENTRY_FILE}`;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The role CDK would make may write to every log group of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    this.lambda = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: join(PROJECT_ROOT, entry),
      handler: HANDLER,
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMb,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(props.isPerTenant === true ? { tenancyConfig: lambda.TenancyConfig.PER_TENANT } : {}),
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      // Lambda's own START, END and REPORT lines would cost more than everything the functions have to say.
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      tracing: lambda.Tracing.DISABLED,
      environment: { NODE_OPTIONS },
      // Sets a variable that only version 2 of the AWS SDK reads.
      awsSdkConnectionReuse: false,
      bundling: {
        format: OutputFormat.ESM,
        target: BUNDLING.target,
        minify: BUNDLING.minify,
        sourceMap: BUNDLING.sourcemap,
        sourcesContent: BUNDLING.sourcesContent,
        externalModules: [...BUNDLING.external],
        mainFields: [...BUNDLING.mainFields],
        loader: { ...BUNDLING.loader },
        banner: BUNDLING.banner.js,
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (project, output) => [
            ...copyCommands(props.folders ?? {}, { project, output }),
            ...(props.hasConsole === true ? [buildConsoleCommand({ project, output })] : []),
            ...(props.hasActions === true ? [buildActionsCommand({ project, output })] : []),
          ],
        },
        esbuildArgs: { '--alias': Object.entries(BUNDLING.alias).map(([from, to]) => `${from}=${to}`) },
      },
    });
    (this.lambda.node.defaultChild as CfnResource).addMetadata(ENTRY_METADATA, entry);
  }

  /**
   * Sets the environment, as the stage's env.ts wants it. Values come from the `grant...` methods of what they name, so
   * that a function is never told of a thing it may not use.
   */
  setEnvironment(environment: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(environment)) this.lambda.addEnvironment(name, value);
  }
}
