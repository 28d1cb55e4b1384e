import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { INGEST_RESERVE_MS } from '../../domain/time-budget.ts';
import { createDynamoDb, createSqs } from '../shared/clients.ts';
import { createConfigReader } from '../shared/config-reader.ts';
import { createShowEvents } from '../shared/debug-store.ts';
import { wrapHandler } from '../shared/wrap-handler.ts';
import { answerInTime } from './answer-in-time.ts';
import { createEnqueue } from './enqueue.ts';
import type { IngestEnv } from './env.ts';
import { answerWithout, createIngest } from './ingest.ts';
import type { IngestRequest, IngestResponse } from './request.ts';
import { createShowRejected } from './show-rejected.ts';
import { log } from '../shared/log.ts';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

export function createHandler(env: IngestEnv): Handler {
  const now = (): Date => new Date();
  const tables = { dynamodb: createDynamoDb(), table: env.CONTROL_TABLE, now };
  const config = createConfigReader(tables);
  const ingest = createIngest({
    sourceOfWriteKey: (writeKey) => config.sourceOfWriteKey(writeKey),
    enqueue: createEnqueue({ sqs: createSqs(), queueUrl: env.INGEST_QUEUE_URL, createId: randomUUID }),
    showRejected: createShowRejected(createShowEvents(tables)),
    unknownWriteKeys: env.UNKNOWN_WRITE_KEYS,
    now,
    createId: randomUUID,
  });

  return wrapHandler(async (event: APIGatewayProxyEventV2, context: Context) => {
    const request = toRequest(event);
    const without = (error: unknown): IngestResponse => {
      log.failed('ingest failed', { error });
      return answerWithout(request);
    };
    const withinMs = context.getRemainingTimeInMillis() - INGEST_RESERVE_MS;
    const response = await answerInTime(ingest(request).catch(without), withinMs, () => without('it took too long'));
    return toResult(response);
  });
}

function toRequest(event: APIGatewayProxyEventV2): IngestRequest {
  const body = event.body ?? '';
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    body: event.isBase64Encoded ? Buffer.from(body, 'base64') : body,
    ip: event.requestContext.http.sourceIp,
    origin: `${event.headers['x-forwarded-proto'] ?? 'https'}://${event.requestContext.domainName}`,
  };
}

function toResult({ status, headers, body }: IngestResponse): APIGatewayProxyStructuredResultV2 {
  if (typeof body === 'string') return { statusCode: status, headers: { ...headers }, body };
  return {
    statusCode: status,
    headers: { ...headers },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}
