// The bucket of the code of functions: an object for each hash, written once. The API writes, delivery reads; the runner, which
// runs the code, is sent it.

import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';
import { privateBucket } from './private-bucket.ts';

export type FunctionCodeProps = {
  /** Whether the bucket, and what is in it, outlives the stack. */
  readonly keepData: boolean;
};

/** What cdk-nag calls the bucket in another stack: the name under which its ARN is exported. */
function exportName(bucket: Bucket): string {
  const stack = Stack.of(bucket);
  const exported = stack.resolve(stack.exportValue(bucket.bucketArn)) as { readonly 'Fn::ImportValue': string };
  return exported['Fn::ImportValue'];
}

export class FunctionCode extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { keepData }: FunctionCodeProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', privateBucket(keepData));
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Only the pipeline reads and writes here, and every change of a function is in the audit log.',
    });
  }

  /** Lets `fn` read code. Returns the name of the bucket. */
  grantRead(fn: PipelineFunction): string {
    return this.#grant(fn, ['s3:GetObject']);
  }

  /** Lets `fn` store code, and read it to show it. Returns the name of the bucket. */
  grantWrite(fn: PipelineFunction): string {
    return this.#grant(fn, ['s3:GetObject', 's3:PutObject']);
  }

  #grant(fn: PipelineFunction, actions: string[]): string {
    fn.lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [this.bucket.arnForObjects('*')] }));
    Validations.of(fn).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${exportName(this.bucket)}/*]`,
      reason: 'Keys are hashes, so the whole bucket is the narrowest there is.',
    });
    return this.bucket.bucketName;
  }
}
