import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';

/** Of a bucket that only the pipeline uses. `keepData`: whether it, and what is in it, outlives the stack. */
export function privateBucket(keepData: boolean) {
  return {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    // Objects are written once, under keys that say what is in them, so there is nothing for versions to protect.
    versioned: false,
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    autoDeleteObjects: !keepData,
  } as const satisfies BucketProps;
}
