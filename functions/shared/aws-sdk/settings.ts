/** Where a service is and who calls it, as Lambda says in the environment. */
export type AwsSettings = {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Set where an emulator stands in for the service. */
  readonly endpoint: string | undefined;
};

export type AwsService = 'dynamodb' | 'sqs' | 's3';

/**
 * The variables that the AWS SDK reads too. Lambda sets them once for each instance, and ends the instance before they
 * expire. Profiles, roles to assume and other sources are for machines of people, where the SDK itself is used.
 */
export function readSettings(service: AwsService, env: Readonly<Record<string, string | undefined>>): AwsSettings {
  const value = (name: string): string => {
    const found = env[name];
    if (found === undefined || found === '') throw new Error(`${name} is not set: this client runs in Lambda only`);
    return found;
  };
  return {
    region: value('AWS_REGION'),
    accessKeyId: value('AWS_ACCESS_KEY_ID'),
    secretAccessKey: value('AWS_SECRET_ACCESS_KEY'),
    sessionToken: env['AWS_SESSION_TOKEN'],
    endpoint: env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env['AWS_ENDPOINT_URL'],
  };
}

/** The URL of a service, or of a bucket. An emulator has its buckets in the path, because it has one name only. */
export function endpointUrl(service: AwsService, { region, endpoint }: AwsSettings, bucket?: string): URL {
  if (endpoint !== undefined) return new URL(bucket === undefined ? endpoint : `${endpoint}/${bucket}`);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const host = `${service}.${region}.${domain}`;
  return new URL(`https://${bucket === undefined ? host : `${bucket}.${host}`}`);
}
