import type { InputTo, ItemOf } from '../../client/api-client.ts';
import { readAssignments, readBytes } from './assignments.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { flatten } from './flatten.ts';
import { printList, type Output } from './output.ts';

type App = ItemOf<'GET /apps'>;

function printApp(out: Output, json: boolean, app: App): void {
  if (json) out.json(app);
  else {
    const { id, name, description, website, categories, logoUrl, support, launch, terms, components, locked } = app;
    out.fields({
      ...{ id, name, description, website, categories: categories?.join(', '), logo: logoUrl },
      ...flatten({ support, launch }),
      terms: terms === undefined ? 'not accepted' : `accepted ${terms.acceptedAt} by ${terms.acceptedBy.name}`,
      components: components.length === 0 ? 'none' : components.join(', '),
      'in review': locked ? 'yes, so it cannot be changed' : 'no',
    });
  }
}

export const appCommands: readonly Command[] = [
  command({
    words: 'apps list',
    summary: 'the apps that you build, as a partner',
    async run({ values: { json }, connection, out }) {
      const apps = await collect((await connection.client()).list('GET /apps'));
      printList({ out, json }, apps, {
        empty: 'There are no apps. "penstock apps create NAME" registers one.',
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          TERMS: ({ terms }) => (terms === undefined ? 'not accepted' : 'accepted'),
          COMPONENTS: ({ components }) => components.join(' '),
        },
      });
    },
  }),
  command({
    words: 'apps create',
    args: ['NAME', '[FIELD=VALUE...]'],
    summary: 'registers one: description=... categories:=\'["CRM"]\' logoUrl=https://...',
    options: { id: { type: 'string', value: 'ID', help: 'instead of one that is made of the name' } },
    async run({ args: [name = '', ...assignments], values: { id, json }, connection, out }) {
      const said = { name, ...(id === undefined ? {} : { id }), ...readAssignments(assignments) };
      // What is wrong, the API says with the place.
      const body = said as InputTo<'POST /apps'>['body'];
      printApp(out, json, (await (await connection.client()).call('POST /apps', { body })).app);
    },
  }),
  command({
    words: 'apps show',
    args: ['APP'],
    summary: 'one app, as reviewers and customers see it',
    async run({ args: [appId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      printApp(out, json, (await client.call('GET /apps/{appId}', { params: { appId } })).app);
    },
  }),
  command({
    words: 'apps set',
    args: ['APP', 'FIELD=VALUE...'],
    summary: 'changes it: support.email=... launch.documentationUrl=https://...',
    async run({ args: [appId = '', ...assignments], values: { json }, connection, out }) {
      const client = await connection.client();
      const body = readAssignments(assignments) as InputTo<'PATCH /apps/{appId}'>['body'];
      printApp(out, json, (await client.call('PATCH /apps/{appId}', { params: { appId }, body })).app);
    },
  }),
  command({
    words: 'apps logo',
    args: ['APP', '[FILE]'],
    summary: 'hands in the logo of an app, a PNG, JPEG or WebP; "-" is stdin',
    options: { remove: { type: 'boolean', default: false, help: 'takes it away' } },
    async run({ args: [appId = '', path], values: { json, remove }, connection, out }) {
      if (remove === (path !== undefined)) throw new UsageError('Say which FILE is the logo, or --remove.');
      const client = await connection.client();
      const params = { appId };
      const { app } =
        path === undefined
          ? await client.call('DELETE /apps/{appId}/logo', { params })
          : await client.call('PUT /apps/{appId}/logo', {
              params,
              body: { image: readBytes(path).toString('base64') },
            });
      printApp(out, json, app);
    },
  }),
  command({
    words: 'apps accept-terms',
    args: ['APP'],
    summary: "accepts the installation's terms for partners",
    async run({ args: [appId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const body = { accepted: true } as const;
      printApp(out, json, (await client.call('POST /apps/{appId}/terms', { params: { appId }, body })).app);
    },
  }),
  command({
    words: 'apps delete',
    args: ['APP'],
    summary: 'deletes an app that has no components',
    options: YES,
    async run({ args: [appId = ''], values, connection, out, ask }) {
      const { json } = values;
      await requireYes({ ask, values }, `The app ${appId} is deleted, with what is said about it.`);
      const answer = await (await connection.client()).call('DELETE /apps/{appId}', { params: { appId } });
      if (json) out.json(answer);
      else out.line(`The app ${appId} is deleted.`);
    },
  }),
];
