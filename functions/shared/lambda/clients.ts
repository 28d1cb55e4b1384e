import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import type { InvokeCommandInput, InvokeCommandOutput, LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

// One place for how AWS is called. Endpoints come from the environment (AWS_ENDPOINT_URL_*), which the SDK reads itself.

/** What of the SDK carries a request that is ready, and signs it. */
type Carriage = Required<Pick<DynamoDBClientConfig, 'requestHandler' | 'signer'>>;

/** Services that whoever runs the functions carries requests to by a way of its own. On AWS there is none. */
type Carriages = Readonly<Partial<Record<'dynamodb' | 'sqs', Carriage>>>;

/** The services of AWS. A function is given those that it uses. */
export type Clients = {
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
};

export function createDynamoDb(): DynamoDBClient {
  return new DynamoDBClient({ ...carriages().dynamodb });
}

export function createKms(): KMSClient {
  return new KMSClient({});
}

/** Invokes a function of AWS. */
export type InvokeLambda = (input: InvokeCommandInput) => Promise<InvokeCommandOutput>;

/**
 * For who runs functions of customers. Its client is loaded when something is invoked: it is a fifth of what loading the
 * other four costs, and most cold starts run no function.
 */
export function createLambda(config: LambdaClientConfig = {}): InvokeLambda {
  let client: LambdaClient | undefined;
  return async (input) => {
    const { InvokeCommand, LambdaClient: Client } = await import('@aws-sdk/client-lambda');
    client ??= new Client(config);
    return client.send(new InvokeCommand(input));
  };
}

export function createS3(): S3Client {
  return new S3Client({});
}

/** Bodies are checked by TLS and by the packs themselves; hashing each one again costs as much as sending it. */
export function createSqs(): SQSClient {
  return new SQSClient({ md5: false, ...carriages().sqs });
}

function carriages(): Carriages {
  return (globalThis as { penstockCarriages?: Carriages }).penstockCarriages ?? {};
}
