/** Destinations that open connections of their own, past the outbound client and what it refuses. They are not offered. */
export const OWN_CONNECTIONS: Readonly<Record<string, string>> = {
  'acoustic-s3tc': 'writes to S3 by the AWS SDK',
  'amazon-eventbridge': 'calls EventBridge by the AWS SDK',
  'aws-kinesis': 'writes to Kinesis by the AWS SDK',
  'aws-s3': 'writes to S3 by the AWS SDK',
  kafka: 'speaks the protocol of Kafka over TCP',
  'liveramp-audiences': 'writes to S3 by the AWS SDK, or by SFTP',
  s3: 'writes to S3 by the AWS SDK',
  sftp: 'speaks SFTP over TCP',
  'the-trade-desk-crm': 'writes to S3 by the AWS SDK',
};
