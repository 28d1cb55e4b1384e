// The built console in a real Chromium, with answers of the API that a test says. Each is checked against the schema of its
// route, so what a page is shown is what the API could have said. For the real API there are the flows of test/system.

import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import type { DataOf, Operation } from '../../../client/api-client.ts';
import type { FieldProblem } from '../../../client/call-error.ts';
import type { ConsoleEnv } from '../../../functions/console/env.ts';
import { createHandler } from '../../../functions/console/handler.ts';
import { permissionsOf } from '../../../domain/access/permissions.ts';
import { prepareConsole } from '../../../local/console-files.ts';
import { aPng } from '../pictures.ts';
import { launchBrowser } from '../browser.ts';
import { answerOf, type Answered } from './fake-api.ts';
import { openPage, type ConsolePage, type PageOptions } from './console-page.ts';

/** What the API says: its `data`, a refusal, or either as it follows from the request. */
export type Answers = { readonly [Line in Operation]?: Answer<Line> };
export type Answer<Line extends Operation> = Given<Line> | ((asked: Asked) => Given<Line> | Promise<Given<Line>>);
export type Given<Line extends Operation> = DataOf<Line> | Refusal | Revised<DataOf<Line>>;

/** `refuse(503, 'unavailable', 'The API is away.')` */
export class Refusal {
  readonly status: number;
  readonly body: object;
  constructor(status: number, body: object) {
    this.status = status;
    this.body = body;
  }
}
/** With faults of fields, where it has some. */
export function refuse(status: number, code: string, said: string | Said): Refusal {
  const { detail, problems = [] }: Said = typeof said === 'string' ? { detail: said } : said;
  return new Refusal(status, { status, code, detail, title: code, problems });
}
type Said = { readonly detail: string; readonly problems?: readonly FieldProblem[] };

/** An answer with another revision than the first: somebody else has written meanwhile. */
export class Revised<Data> {
  readonly data: Data;
  readonly etag: string;
  constructor(data: Data, etag: string) {
    this.data = data;
    this.etag = etag;
  }
}

export type Asked = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type ConsoleSite = {
  readonly url: string;
  /** Opens a path such as `/w/acme/connections`, in a browser that knows nothing yet. */
  open(path: string, answers: Answers, options?: PageOptions): Promise<ConsolePage>;
  close(): Promise<void>;
};

const ENV: ConsoleEnv = {
  ...{ STAGE: 'local', OIDC_ISSUER: '', OIDC_CLIENT: '', OIDC_ORIGINS: [], OIDC_SIGN_OUT: '', LOCAL_OWNER: 'local' },
  ...{ CONTROL_TABLE: 'control', CATALOG: 'members' },
};

/** Pages are files; logos are served here. */
const NOWHERE = new DynamoDBClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:9' });

/** `env`: how the installation is set up otherwise. */
export async function startConsoleSite(env: Partial<ConsoleEnv> = {}): Promise<ConsoleSite> {
  const [directory, browser] = await Promise.all([prepareConsole(), launchBrowser()]);
  const handle = createHandler({ ...ENV, ...env }, { directory, now: () => new Date(), dynamodb: NOWHERE });
  const tests = new Map<string, { answers: Answers; unanswered: string[] }>();
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/logos/')) {
      serveLogo(response);
      return;
    }
    if (!url.pathname.startsWith('/api/v1')) return servePage(request, url, response);
    // Each page says whose it is, because all of them share the one server.
    const test = tests.get(String(request.headers['x-test-page']));
    const answered = await answerOf(test?.answers ?? {}, request, url);
    if (answered.problem !== undefined) test?.unanswered.push(answered.problem);
    send(response, answered);
  }

  /** Each app has the same one here. */
  function serveLogo(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'image/png' }).end(aPng());
  }

  async function servePage({ headers }: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const event = { rawPath: decodeURIComponent(url.pathname), headers, requestContext: { domainName: headers.host } };
    const result = await handle(event as unknown as APIGatewayProxyEventV2, {} as Context);
    response.writeHead(result.statusCode ?? 200, result.headers as Record<string, string>);
    response.end(Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8'));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async open(path, answers, options) {
      const id = String(tests.size);
      const test = { answers: { ...NO_NAMES, ...callerAnswers(options), ...answers }, unanswered: [] };
      tests.set(id, test);
      return openPage({ browser, url: `${url}${path}`, test, headers: { 'x-test-page': id } }, options);
    },
    close: () => closeAll(browser, server),
  };
}

function send(response: ServerResponse, { status, body, etag }: Answered): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(etag === undefined ? {} : { etag }) });
  response.end(JSON.stringify(body));
}

async function closeAll(browser: Browser, server: Server): Promise<void> {
  await browser.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Any page may ask what the ids on it are called. Whether it shows a list that is empty, the test of that page says. */
const NO_NAMES: Answers = {
  'GET /sources': { sources: [], pagination: {} },
  'GET /destinations': { destinations: [], pagination: {} },
  'GET /functions': { functions: [], pagination: {} },
  'GET /apps': { apps: [], pagination: {} },
  'GET /components': { components: [], pagination: {} },
  'GET /catalog/destinations': { destinationsCatalog: [], pagination: {} },
  'GET /catalog/sources': { sourcesCatalog: [], pagination: {} },
  'GET /oauth/grants': { grants: [], pagination: {} },
  'GET /users': { users: [], pagination: {} },
};

/** Who looks: an owner, unless the test says another role. */
function callerAnswers({ role = 'owner', reviews = false }: PageOptions = {}): Answers {
  return {
    'GET /caller': {
      caller: {
        ...{ type: 'member', id: 'usr_1', name: 'ada@example.com', role, reviews, isFromAccessRequest: false },
        ...{ workspaceId: 'acme', workspaceName: 'Northgate Supply', permissions: [...permissionsOf(role)] },
      },
    },
    'GET /workspaces': {
      workspaces: [{ id: 'acme', name: 'Northgate Supply', createdAt: '2026-01-01T00:00:00.000Z', role }],
      pagination: {},
    },
  };
}
