import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import type { SourceRequestHeader } from '../../domain/pipeline/messages.ts';
import { SOURCE_ANSWER_MS, SOURCE_RUN_MS } from '../../domain/pipeline/time-budget.ts';
import { isFunctionSource, type FunctionSource } from '../../domain/workspace/workspace.ts';
import { createShowRejected } from '../shared/accept/show-rejected.ts';
import { strikeSecrets } from '../shared/destinations/strike-secrets.ts';
import { createNoteRuns } from '../shared/functions/function-log.ts';
import { createFunctionCodeStore } from '../shared/functions/function-code.ts';
import { createFunctions } from '../shared/functions/functions.ts';
import { createInvokeRunner } from '../shared/functions/invoke-runner.ts';
import { answerInTime } from '../shared/lambda/answer-in-time.ts';
import type { Clients, InvokeLambda } from '../shared/lambda/clients.ts';
import { log } from '../shared/lambda/log.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { wrapHandler, wrapSqsHandler } from '../shared/lambda/wrap-handler.ts';
import { decodePack, encodePack } from '../shared/packs/pack-codec.ts';
import { sendMessages } from '../shared/packs/queue-sender.ts';
import { createDataKeys } from '../shared/secrets/data-keys.ts';
import { openOne } from '../shared/secrets/keep-secrets.ts';
import { createSecretBox } from '../shared/secrets/secret-box.ts';
import { createConfigReader } from '../shared/stores/config-reader.ts';
import { createShowEvents } from '../shared/stores/debug-store.ts';
import { createNoteReceived } from '../shared/stores/received-requests.ts';
import { looksLikeToken, tokenInUrl } from '../shared/stores/source-addresses.ts';
import type { SourceEnv } from './env.ts';
import { gatherSends } from './gather-sends.ts';
import { createHandOn, type Asked } from './hand-on.ts';
import { readRequest } from './read-request.ts';
import { unavailable, type SourceResponse } from './responses.ts';
import { createRunRequests } from './run-requests.ts';
import { createRunSource } from './run-source.ts';
import { createSource } from './source.ts';

export type SourceOutside = Outside & Clients & { readonly lambda: InvokeLambda };

type Handler = (
  event: APIGatewayProxyEventV2 | SQSEvent,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2 | Awaited<ReturnType<ReturnType<typeof wrapSqsHandler>>>>;

/** It has two doors: requests come by HTTP, and wait in its queue for their function. */
export function createHandler(env: SourceEnv, outside: SourceOutside): Handler {
  const { takeIn, runRequests } = createUseCases(env, outside);
  const work = wrapSqsHandler(async (records) => {
    const read = records.map((record) => ({ record, header: headerOf(record) }));
    const again = new Set(
      await runRequests(
        read.flatMap(({ header }) => header ?? []),
        SOURCE_RUN_MS,
      ),
    );
    const isToCome = (header: SourceRequestHeader | undefined): boolean => header === undefined || again.has(header);
    return read.filter(({ header }) => isToCome(header)).map(({ record }) => record.messageId);
  });
  const answer = wrapHandler(async (event: APIGatewayProxyEventV2) => {
    const without = (error: unknown): SourceResponse => {
      log.failed('a request to a source failed', { error });
      return unavailable();
    };
    const late = { withinMs: SOURCE_ANSWER_MS, late: () => without('it took too long'), later: outside.later };
    return toResult(await answerInTime(takeIn(readRequest(event)).catch(without), late));
  });
  return (event, context) => ('Records' in event ? work(event, context) : answer(event, context));
}

function createUseCases(env: SourceEnv, outside: SourceOutside) {
  const { dynamodb, kms, lambda, s3, sqs, now, unique, waitMs } = outside;
  const tables = { dynamodb, table: env.CONTROL_TABLE, now, waitMs };
  const config = createConfigReader(tables);
  const secrets = createSecretBox(createDataKeys({ kms, keyId: env.SECRETS_KEY }));
  const open = (source: FunctionSource): Promise<FunctionSource> => openOne(secrets, source);
  const shownOf = (asked: Asked) => strikerOf(asked, open);
  const functions = createFunctions({
    tables: { dynamodb, table: env.CONTROL_TABLE },
    code: createFunctionCodeStore({ s3, bucket: env.FUNCTION_CODE_BUCKET }),
    invoke: createInvokeRunner({ lambda, functionName: env.RUNNER_FUNCTION }),
    now,
    noteRuns: createNoteRuns({ dynamodb, table: env.CONTROL_TABLE, now, unique, random: outside.random }),
  });
  const run = createRunSource({ functions, open, now });
  const handOn = createHandOn({
    send: gatherSends((bodies) =>
      sendMessages(
        { sqs, waitMs },
        env.INGEST_QUEUE_URL,
        bodies.map((body) => ({ body })),
      ),
    ),
    showRejected: createShowRejected(createShowEvents({ ...tables, unique })),
    strikerOf: shownOf,
  });
  const people = { noteReceived: createNoteReceived({ ...tables, unique }), strikerOf: shownOf };
  // One busy source does not make the others wait.
  const again = (header: SourceRequestHeader, delaySeconds?: number): Promise<void> => {
    const delay = delaySeconds === undefined ? {} : { delaySeconds };
    const message = { body: encodePack({ header, lines: [] }), groupId: header.sourceId, ...delay };
    return sendMessages({ sqs, waitMs }, env.SOURCE_QUEUE_URL, [message]);
  };
  return {
    takeIn: createSource({
      ...{ ...people, run, handOn, now, createId: unique },
      sourceOfAddress: (token) => (looksLikeToken(token) ? config.sourceOfAddress(token) : Promise.resolve(undefined)),
      keep: (header) => again(header),
    }),
    runRequests: createRunRequests({ ...people, run, handOn, again, now, source: (id) => config.source(id) }),
  };
}

/** A message that cannot be read stays in the queue until SQS moves it to the dead-letter queue, where people see it. */
function headerOf({ messageId: sqsMessageId, body }: SQSRecord): SourceRequestHeader | undefined {
  try {
    const { header } = decodePack(body);
    if (header.kind === 'source-request') return header;
    throw new Error(`a ${header.kind} pack is no request`);
  } catch (error) {
    log.failed('poison in the queue of requests', { ids: { sqsMessageId }, error });
    return undefined;
  }
}

/** Strikes out the settings of the function that are secret, and the token by which requests come. */
async function strikerOf(
  { source, header }: Asked,
  open: (source: FunctionSource) => Promise<FunctionSource>,
): Promise<(text: string) => string> {
  const { settings = {}, secretSettings = [], openSettings } = isFunctionSource(source) ? await open(source) : source;
  const token = tokenInUrl(header.request.url);
  const decided = { secretSettings: [...secretSettings, TOKEN], openSettings };
  const all = { kind: 'function', settings: { ...settings, [TOKEN]: token }, ...decided } as const;
  return (text) => strikeSecrets(all, text);
}

/** No setting is called so: a name has no blanks. */
const TOKEN = 'the token';

function toResult({ status, headers, body, isBase64 = false }: SourceResponse): APIGatewayProxyStructuredResultV2 {
  return { statusCode: status, headers: { ...headers }, body, isBase64Encoded: isBase64 };
}
