// The key under which secrets of destinations are encrypted before they are stored. The control API encrypts and
// decrypts, delivery decrypts; ingest and fan-out do neither.

import { CfnOutput, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';

export type SecretsKeyProps = {
  /** What the key is for, shown in the KMS console. */
  readonly description: string;
  /** Whether the key outlives the stack. AWS keeps a key that is to go for 30 days more. */
  readonly removalPolicy: RemovalPolicy;
};

/** A symmetric key of KMS that renews itself every year; what was encrypted before can still be decrypted. */
export class SecretsKey extends Construct {
  readonly #key: Key;

  constructor(scope: Construct, id: string, props: SecretsKeyProps) {
    super(scope, id);
    this.#key = new Key(this, 'Key', { ...props, enableKeyRotation: true });
    new CfnOutput(this, 'Arn', { value: this.#key.keyArn }).overrideLogicalId('SecretsKeyArn');
  }

  /** Lets `fn` make data keys, and so encrypt, and decrypt. Returns the key's ARN. */
  grantEncryptAndDecrypt(fn: PipelineFunction): string {
    return this.#grant(fn, 'kms:GenerateDataKey', 'kms:Decrypt');
  }

  /** Lets `fn` decrypt. Returns the key's ARN. */
  grantDecrypt(fn: PipelineFunction): string {
    return this.#grant(fn, 'kms:Decrypt');
  }

  #grant(fn: PipelineFunction, ...actions: string[]): string {
    fn.lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [this.#key.keyArn] }));
    return this.#key.keyArn;
  }
}
