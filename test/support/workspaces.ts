import type { TestPipeline } from './test-pipeline.ts';

// Several workspaces of one pipeline that work with each other: a partner, a customer, who reviews.

type Answer = { readonly status: number; readonly body: { readonly data?: unknown; readonly code?: string } };

export type Workspaces = Awaited<ReturnType<typeof createWorkspaces>>;

/** Makes workspaces, of which one called `reviews` is the reviewing one. */
export async function createWorkspaces(pipeline: Pick<TestPipeline, 'url'>, ids: readonly string[]) {
  /** The first token of each workspace. */
  const tokens = new Map<string, string>();

  async function request(line: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const [method = 'GET', path = '/'] = line.split(' ');
    const response = await fetch(`${pipeline.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  /** A call by a workspace, whatever comes of it. */
  function call(workspace: string, line: string, body?: object): Promise<Answer> {
    return request(line.replace(' ', ' /api/v1'), body, { authorization: `Bearer ${tokens.get(workspace) ?? ''}` });
  }

  for (const id of ids) {
    const { body } = await request('POST /api/workspaces', { id, reviews: id === 'reviews' });
    tokens.set(id, (body as { token: { token: string } }).token.token);
  }

  /** A call by a workspace that has to succeed; what it answers. */
  async function by<T = unknown>(workspace: string, line: string, body?: object): Promise<T> {
    const { status, body: answer } = await call(workspace, line, body);
    if (status >= 300) throw new Error(`${line}: ${status} ${JSON.stringify(answer)}`);
    return answer.data as T;
  }

  /** A reviewer's decision about what he is shown just now. */
  async function decide(line: string, body?: object): Promise<void> {
    const [, id = ''] = /\/reviews\/([^/]+)\//.exec(line) ?? [];
    const authorization = `Bearer ${tokens.get('reviews') ?? ''}`;
    const shown = await fetch(`${pipeline.url}/api/v1/reviews/${id}`, { headers: { authorization } });
    const headers = { authorization, 'if-match': shown.headers.get('etag') ?? '' };
    const { status, body: answer } = await request(line.replace(' ', ' /api/v1'), body, headers);
    if (status >= 300) throw new Error(`${line}: ${status} ${JSON.stringify(answer)}`);
  }

  /** Returns its write key. */
  async function createSource(workspace: string, id: string): Promise<string> {
    type Made = { source: { writeKeys: [string] } };
    const { source } = await by<Made>(workspace, 'POST /sources', { id, name: id });
    return source.writeKeys[0];
  }

  const tokenOf = (workspace: string): string => tokens.get(workspace) ?? '';
  return { call, by, decide, createSource, tokenOf };
}
