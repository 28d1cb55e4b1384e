import type { IncomingMessage } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { API_ROUTES } from '../../../functions/control-api/routes.ts';
import { Refusal, Revised, type Answers, type Asked } from './console-site.ts';

export type Answered = {
  readonly status: number;
  readonly body: unknown;
  readonly etag?: string;
  /** What is wrong with the test: it has no answer, or one that the API could not give. */
  readonly problem?: string;
};

/** Every write changes what there is, so each answer has another revision only where the test says nothing else. */
const ETAG = '"revision-1"';

const ROUTES = API_ROUTES.toSorted((one, other) => one.path.split('{').length - other.path.split('{').length).map(
  (route) => ({
    route,
    line: `${route.method} ${route.path}`,
    expression: new RegExp(`^${route.path === '/' ? '' : route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
  }),
);

export async function answerOf(answers: Answers, request: IncomingMessage, url: URL): Promise<Answered> {
  const path = url.pathname.slice('/api/v1'.length);
  const found = ROUTES.find(({ route, expression }) => route.method === request.method && expression.test(path));
  if (found === undefined) return problem(`The API has no ${request.method ?? ''} ${path}`);
  const { route, line, expression } = found;
  const answer = (answers as Readonly<Record<string, unknown>>)[line];
  if (answer === undefined) return problem(`The page asked for ${line}, which the test does not answer`);
  const params = decoded(expression.exec(path)?.groups ?? {});
  const query = Object.fromEntries(url.searchParams);
  const asked: Asked = { params, query, body: await readJson(request), headers: request.headers };
  const said = typeof answer === 'function' ? await (answer as (asked: Asked) => unknown)(asked) : answer;
  const { data: given, etag } = said instanceof Revised ? (said as Revised<unknown>) : { data: said, etag: ETAG };
  if (given instanceof Refusal) return { status: given.status, body: given.body };
  const parsed = route.response.safeParse(given);
  if (!parsed.success) return problem(`${line} could not answer this: ${parsed.error.message}`);
  if (!isDeepStrictEqual(plain(parsed.data), plain(given))) return problem(`${line} has no such fields as it is given`);
  return { status: route.status ?? 200, body: { data: given }, etag };
}

function problem(text: string): Answered {
  return { status: 500, body: { status: 500, code: 'test', title: 'test', detail: text }, problem: text };
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
