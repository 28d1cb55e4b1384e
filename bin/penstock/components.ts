import { labelOf } from '../../domain/catalog/stream.ts';
import type { DataOf, InputTo } from '../../client/api-client.ts';
import { readAssignments } from './assignments.ts';
import { codeOf } from './code-of-file.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { flatten } from './flatten.ts';
import { printList, type Output } from './output.ts';

type Component = DataOf<'GET /components/{componentId}'>['component'];

function printComponent(out: Output, json: boolean, component: Component): void {
  if (json) {
    out.json(component);
    return;
  }
  const { id, appId, kind, state, actions, currentVersion, invitedWorkspaces, draft } = component;
  out.fields({
    ...{ id, app: appId, kind, state, published: currentVersion, 'you can': actions.join(', ') || 'look' },
    invited: invitedWorkspaces.length === 0 ? undefined : invitedWorkspaces.join(', '),
  });
  if (draft === undefined) return;
  const { version, state: standing, name, supportedEvents, replay, rateLimit, config, code, review } = draft;
  const { sentEvents, sampleRequests } = draft;
  const isSource = sentEvents !== undefined || sampleRequests !== undefined;
  out.line(`\nversion ${version}, ${standing}`);
  out.fields({
    ...(isSource
      ? { name, sends: (sentEvents ?? []).map(labelOf).join(', '), samples: (sampleRequests ?? []).length }
      : { name, events: supportedEvents.join(' '), replay: replay ? 'yes' : 'no', 'rate limit': rateLimit }),
    ...flatten({ config }),
    ...(code === undefined
      ? {}
      : { code: `${code.bytes} bytes, ${code.hash.slice(0, 12)}`, handlers: code.handlers.join(' ') }),
  });
  if (review !== undefined) out.line(`\nThe reviewer, ${review.at}:\n${review.comments}`);
}

type Acting = Pick<Parameters<Command['run']>[0], 'connection' | 'out'> & { readonly json: boolean };

/** A draft's way to the reviewers and back, which is the same call but for its name. */
async function act(
  { connection, out, json }: Acting,
  line:
    | 'POST /components/{componentId}/submission'
    | 'DELETE /components/{componentId}/submission'
    | 'POST /components/{componentId}/retire',
  componentId: string,
): Promise<void> {
  const { component } = await (await connection.client()).call(line, { params: { componentId } });
  printComponent(out, json, component);
}

const CODE = {
  code: {
    type: 'string',
    value: 'FILE',
    help: 'the code of a function or a stream, which is bundled with what it imports',
  },
} as const;

const codeIn = async (file: string | undefined): Promise<{ readonly code?: string }> =>
  file === undefined ? {} : { code: await codeOf(file) };

const building: readonly Command[] = [
  command({
    words: 'components list',
    summary: 'what you build for the catalog, and where it stands',
    options: { app: { type: 'string', value: 'APP', help: 'of this app' } },
    async run({ values: { app, json }, connection, out }) {
      const query = app === undefined ? {} : { appId: app };
      const components = await collect((await connection.client()).list('GET /components', { query }));
      printList({ out, json }, components, {
        empty: 'There are no components. "penstock components create" begins one.',
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          APP: ({ appId }) => appId,
          KIND: ({ kind }) => kind,
          STATE: ({ state }) => state,
          PUBLISHED: ({ currentVersion }) => currentVersion,
          DRAFT: ({ draft }) => (draft === undefined ? undefined : `${draft.version} ${draft.state}`),
        },
      });
    },
  }),
  command({
    words: 'components create',
    args: ['[FIELD=VALUE...]'],
    summary: 'begins one: config.url=https://... documentation=@docs.md settingsSchema:=...',
    options: {
      app: { type: 'string', value: 'APP', help: 'the app it belongs to' },
      kind: {
        type: 'string',
        value: 'KIND',
        default: 'webhook',
        help: 'what it is: webhook, function or stream (webhook)',
      },
      ...CODE,
      id: { type: 'string', value: 'ID', help: 'instead of one that is made of the name' },
    },
    async run({ args, values: { app: appId, kind, id, code, json }, connection, out }) {
      if (appId === undefined) throw new UsageError('Say of which app: penstock components create --app APP.');
      const fields = { ...readAssignments(args), ...(await codeIn(code)) };
      const said = { appId, kind, ...(id === undefined ? {} : { id }), ...fields };
      // What is wrong, the API says with the place.
      const body = said as InputTo<'POST /components'>['body'];
      printComponent(out, json, (await (await connection.client()).call('POST /components', { body })).component);
    },
  }),
  command({
    words: 'components show',
    args: ['COMPONENT'],
    summary: 'one of them, with the draft of its next version',
    async run({ args: [componentId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const { component } = await client.call('GET /components/{componentId}', { params: { componentId } });
      printComponent(out, json, component);
    },
  }),
  command({
    words: 'components set',
    args: ['COMPONENT', '[FIELD=VALUE...]'],
    summary: 'changes the draft; what customers have does not change',
    options: CODE,
    async run({ args: [componentId = '', ...assignments], values: { code, json }, connection, out }) {
      if (assignments.length === 0 && code === undefined) {
        throw new UsageError('Say what changes: FIELD=VALUE, or --code FILE.');
      }
      const client = await connection.client();
      const said = { ...readAssignments(assignments), ...(await codeIn(code)) };
      const body = said as InputTo<'PATCH /components/{componentId}'>['body'];
      const { component } = await client.call('PATCH /components/{componentId}', { params: { componentId }, body });
      printComponent(out, json, component);
    },
  }),
];

const publishing: readonly Command[] = [
  command({
    words: 'components checklist',
    args: ['COMPONENT'],
    summary: 'what the draft still needs before it can be submitted',
    async run({ args: [componentId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { componentId };
      const { ready, checklist } = await client.call('GET /components/{componentId}/checklist', { params });
      printList({ out, json }, checklist, {
        empty: 'Nothing is asked for.',
        columns: {
          STATUS: ({ status }) => status,
          WHAT: ({ title }) => title,
          DETAILS: ({ details }) => details.join(' '),
        },
      });
      if (!json) out.line(ready ? '\nReady: penstock components submit' : '\nNot ready yet.');
    },
  }),
  command({
    words: 'components submit',
    args: ['COMPONENT'],
    summary: 'hands the draft to the reviewers',
    run: ({ args: [id = ''], values: { json }, connection, out }) =>
      act({ connection, out, json }, 'POST /components/{componentId}/submission', id),
  }),
  command({
    words: 'components withdraw',
    args: ['COMPONENT'],
    summary: 'takes it back from them',
    run: ({ args: [id = ''], values: { json }, connection, out }) =>
      act({ connection, out, json }, 'DELETE /components/{componentId}/submission', id),
  }),
  command({
    words: 'components versions',
    args: ['COMPONENT'],
    summary: 'what was published of it, which never changes',
    async run({ args: [componentId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const wanted = { params: { componentId } };
      printList({ out, json }, await collect(client.list('GET /components/{componentId}/versions', wanted)), {
        empty: 'Nothing of it is published so far.',
        columns: {
          VERSION: ({ version }) => version,
          PUBLISHED: ({ publishedAt }) => publishedAt.slice(0, 16),
          LANE: ({ lane }) => lane,
        },
      });
    },
  }),
  command({
    words: 'components code',
    args: ['COMPONENT', '[VERSION]'],
    summary: 'the code of one that is a function: of its draft, or of a published version',
    async run({ args: [componentId = '', version], values: { json }, connection, out }) {
      const client = await connection.client();
      const wanted = { params: { componentId }, query: version === undefined ? {} : { version } };
      const { componentCode } = await client.call('GET /components/{componentId}/code', wanted);
      if (json) out.json(componentCode);
      else out.line(componentCode?.code ?? `${componentId} has no code.`);
    },
  }),
  command({
    words: 'components invite',
    args: ['COMPONENT', '[WORKSPACE...]'],
    summary: 'says which workspaces see it in private beta, and no others',
    async run({ args: [componentId = '', ...workspaces], values: { json }, connection, out }) {
      const client = await connection.client();
      const wanted = { params: { componentId }, body: { workspaces } };
      const { component } = await client.call('PUT /components/{componentId}/invitations', wanted);
      printComponent(out, json, component);
    },
  }),
  command({
    words: 'components retire',
    args: ['COMPONENT'],
    summary: 'takes it out of the catalog for ever; who has connected it keeps it',
    options: YES,
    async run({ args: [id = ''], values, connection, out, ask }) {
      await requireYes({ ask, values }, `The component ${id} leaves the catalog for ever.`);
      await act({ connection, out, json: values.json }, 'POST /components/{componentId}/retire', id);
    },
  }),
  command({
    words: 'components delete',
    args: ['COMPONENT'],
    summary: 'deletes one that was never published',
    options: YES,
    async run({ args: [componentId = ''], values, connection, out, ask }) {
      const { json } = values;
      await requireYes(
        { ask, values },
        `The component ${componentId} is deleted, with its settings and documentation.`,
      );
      const client = await connection.client();
      const answer = await client.call('DELETE /components/{componentId}', { params: { componentId } });
      if (json) out.json(answer);
      else out.line(`The component ${componentId} is deleted.`);
    },
  }),
];

export const componentCommands: readonly Command[] = [...building, ...publishing];
