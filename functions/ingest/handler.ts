import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { INGEST_RESERVE_MS } from '../../domain/pipeline/time-budget.ts';
import type { Clients } from '../shared/lambda/clients.ts';
import { createConfigReader } from '../shared/stores/config-reader.ts';
import { createNoteKeyUse } from '../shared/stores/key-use-store.ts';
import { createShowEvents } from '../shared/stores/debug-store.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { wrapHandler } from '../shared/lambda/wrap-handler.ts';
import { answerInTime } from '../shared/lambda/answer-in-time.ts';
import { createEnqueue } from './enqueue.ts';
import type { IngestEnv } from './env.ts';
import { answerWithout, createIngest } from './ingest.ts';
import type { IngestRequest, IngestResponse } from './request.ts';
import { createShowRejected } from '../shared/accept/show-rejected.ts';
import { log } from '../shared/lambda/log.ts';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

export function createHandler(env: IngestEnv, outside: Outside & Pick<Clients, 'dynamodb' | 'sqs'>): Handler {
  const { dynamodb, sqs, now, unique, waitMs, later } = outside;
  const tables = { dynamodb, table: env.CONTROL_TABLE, now, unique, waitMs };
  const config = createConfigReader(tables);
  const ingest = createIngest({
    sourceOfWriteKey: (writeKey) => config.sourceOfWriteKey(writeKey),
    noteKeyUse: createNoteKeyUse(tables),
    enqueue: createEnqueue({ sqs, queueUrl: env.INGEST_QUEUE_URL, createId: unique, waitMs }),
    showRejected: createShowRejected(createShowEvents(tables)),
    unknownWriteKeys: env.UNKNOWN_WRITE_KEYS,
    now,
    createId: unique,
  });

  return wrapHandler(async (event: APIGatewayProxyEventV2, context: Context) => {
    const request = toRequest(event);
    const without = (error: unknown): IngestResponse => {
      log.failed('ingest failed', { error });
      return answerWithout(request);
    };
    const withinMs = context.getRemainingTimeInMillis() - INGEST_RESERVE_MS;
    const limit = { withinMs, late: () => without('it took too long'), later };
    const response = await answerInTime(ingest(request).catch(without), limit);
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
