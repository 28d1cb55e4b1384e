import type { InputTo, ItemOf } from '../../client/api-client.ts';
import { readAssignments } from './assignments.ts';
import { command, type Command } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { collect } from './collect.ts';
import { printList, type Output } from './output.ts';
import { sourceRequestCommands } from './source-requests.ts';

type Source = ItemOf<'GET /sources'>;

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');

/** What only servers have, and pages never do. */
const SERVER = {
  server: { type: 'boolean', help: 'a secret key, for servers; without it the key may be public' },
} as const;

const keyClassOf = (server: boolean | undefined): 'browser' | 'server' => (server === true ? 'server' : 'browser');

function printSource(out: Output, json: boolean, source: Source): void {
  if (json) {
    out.json(source);
    return;
  }
  const { id, name, enabled, writeKeys, serverWriteKeys, settings, addresses } = source;
  const { kind, function: fn, reply, functionSettings, metadataId, componentVersion, availableVersion } = source;
  const newer = availableVersion === undefined ? '' : `, ${availableVersion} can be taken`;
  out.fields({
    ...{ id, name, enabled: yesNo(enabled), 'accepts deletes': yesNo(settings.acceptDeletes) },
    ...(metadataId === undefined ? {} : { catalog: metadataId, version: `${componentVersion ?? 1}${newer}` }),
    ...(fn === undefined ? {} : { function: fn, 'answers by it': yesNo(reply ?? false) }),
    settings: functionSettings,
  });
  if (kind === 'function' || addresses !== undefined || (kind === 'stream' && writeKeys.length === 0)) {
    out.line('addresses:');
    for (const { id: address, url, endsAt } of addresses ?? []) {
      out.line(`  ${url}  ${address}${endsAt === undefined ? '' : `  until ${endsAt}`}`);
    }
    if (addresses === undefined) out.line('  are for those who may change sources, and shown with "sources show"');
    if (writeKeys.length === 0) return;
  }
  out.line('write keys:');
  for (const key of writeKeys) out.line(`  ${key}${serverWriteKeys.includes(key) ? '  (server)' : ''}`);
  if (writeKeys.length === 0) out.line('  are for those who may change sources');
}

const switchCommand = (verb: 'enable' | 'disable', summary: string): Command =>
  command({
    words: `sources ${verb}`,
    args: ['SOURCE'],
    summary,
    async run({ args: [sourceId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const body = { enabled: verb === 'enable' };
      const { source } = await client.call('PATCH /sources/{sourceId}', { params: { sourceId }, body });
      printSource(out, json, source);
    },
  });

export const sourceCommands: readonly Command[] = [
  command({
    words: 'sources list',
    summary: 'where events come from',
    async run({ values: { json }, connection, out }) {
      const sources = await collect((await connection.client()).list('GET /sources'));
      printList({ out, json }, sources, {
        empty: 'There are no sources. "penstock sources create NAME" makes one.',
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          ENABLED: ({ enabled }) => yesNo(enabled),
          'WRITE KEYS': ({ writeKeys }) => writeKeys.length,
        },
      });
    },
  }),
  command({
    words: 'sources create',
    args: ['NAME', '[FIELD=VALUE...]'],
    summary: 'makes a source with one write key; of a function or of the catalog, with an address',
    options: {
      id: { type: 'string', value: 'ID', help: 'instead of one that is made of the name' },
      function: { type: 'string', value: 'FUNCTION', help: 'a source function, which makes its events of requests' },
      reply: { type: 'boolean', help: 'answers senders with what the function returns' },
      catalog: { type: 'string', value: 'ENTRY', help: 'an entry of the catalog, see "penstock catalog sources"' },
      ...SERVER,
    },
    fields: { 'functionSettings.signingSecret=@FILE': 'a setting that its function, or the entry, asks for' },
    async run({ args: [name = '', ...assignments], values, connection, out }) {
      const { id, server, json, function: fn, reply, catalog } = values;
      const ofFunction = fn === undefined ? {} : { function: fn, ...(reply === true ? { reply } : {}) };
      const said = {
        ...{ name, ...(id === undefined ? {} : { id }), writeKeyClass: keyClassOf(server) },
        ...ofFunction,
        ...(catalog === undefined ? {} : { metadataId: catalog }),
        ...readAssignments(assignments),
      };
      // What is wrong, the API says with the place.
      const body = said as InputTo<'POST /sources'>['body'];
      const { source } = await (await connection.client()).call('POST /sources', { body });
      printSource(out, json, source);
    },
  }),
  command({
    words: 'sources show',
    args: ['SOURCE'],
    summary: 'one source, with its write keys',
    async run({ args: [sourceId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const { source } = await client.call('GET /sources/{sourceId}', { params: { sourceId } });
      printSource(out, json, source);
    },
  }),
  command({
    words: 'sources set',
    args: ['SOURCE', 'FIELD=VALUE...'],
    summary: 'changes it: name=Shop settings.acceptDeletes:=true',
    fields: {
      'name=Shop': 'what people call it',
      'enabled:=false': 'whether it takes events',
      'settings.acceptDeletes:=true': 'whether it takes delete events',
      'reply:=true': 'of a function: whether senders are answered with what it returns',
      'functionSettings.signingSecret=@FILE': 'a setting that its function, or the entry of the catalog, asks for',
      'componentVersion:=2': 'of an entry of the catalog: takes another version',
    },
    async run({ args: [sourceId = '', ...assignments], values: { json }, connection, out }) {
      const body = readAssignments(assignments) as InputTo<'PATCH /sources/{sourceId}'>['body'];
      const client = await connection.client();
      const { source } = await client.call('PATCH /sources/{sourceId}', { params: { sourceId }, body });
      printSource(out, json, source);
    },
  }),
  switchCommand('enable', 'takes events again'),
  switchCommand('disable', 'refuses its events from now on'),
  command({
    words: 'sources rotate-key',
    args: ['SOURCE'],
    summary: 'adds a write key; the others work until you revoke them',
    options: SERVER,
    async run({ args: [sourceId = ''], values: { server, json }, connection, out }) {
      const client = await connection.client();
      const { source } = await client.call('POST /sources/{sourceId}/writekey', {
        params: { sourceId },
        body: { class: keyClassOf(server) },
      });
      printSource(out, json, source);
      const [oldest = ''] = source.writeKeys;
      out.note(`The last one is new. When every sender has it: penstock sources revoke-key ${sourceId} ${oldest}`);
    },
  }),
  command({
    words: 'sources rotate-address',
    args: ['SOURCE'],
    summary: 'gives a source of a function a new address; the others are taken for a while longer',
    options: {
      overlap: { type: 'string', value: 'TIME', help: 'for how long, 24h unless you say so; 0 ends them now' },
    },
    async run({ args: [sourceId = ''], values: { overlap, json }, connection, out }) {
      const client = await connection.client();
      const body = overlap === undefined ? {} : { overlap };
      const rotated = await client.call('POST /sources/{sourceId}/addresses', { params: { sourceId }, body });
      printSource(out, json, rotated.source);
    },
  }),
  command({
    words: 'sources revoke-address',
    args: ['SOURCE', 'ADDRESS'],
    summary: 'an address that ends after a rotation is taken no more from now on',
    options: YES,
    async run({ args: [sourceId = '', addressId = ''], values, connection, out, ask }) {
      await requireYes({ ask, values }, `What is still sent to this address of ${sourceId} is refused from now on.`);
      const client = await connection.client();
      const revoked = await client.call('DELETE /sources/{sourceId}/addresses/{addressId}', {
        params: { sourceId, addressId },
      });
      printSource(out, values.json, revoked.source);
    },
  }),
  ...sourceRequestCommands,
  command({
    words: 'sources revoke-key',
    args: ['SOURCE', 'WRITE_KEY'],
    summary: 'a write key works no more',
    options: YES,
    async run({ args: [sourceId = '', writeKey = ''], values, connection, out, ask }) {
      const { json } = values;
      await requireYes(
        { ask, values },
        `What is still sent to ${sourceId} with this write key is dropped from now on.`,
      );
      const client = await connection.client();
      const revoked = { params: { sourceId }, query: { writeKey } };
      const { source } = await client.call('DELETE /sources/{sourceId}/writekey', revoked);
      printSource(out, json, source);
    },
  }),
  command({
    words: 'sources delete',
    args: ['SOURCE'],
    summary: 'deletes a source without destinations; its archive stays',
    options: YES,
    async run({ args: [sourceId = ''], values, connection, out, ask }) {
      const { json } = values;
      await requireYes({ ask, values }, `The source ${sourceId} is deleted: what is sent with its keys is dropped.`);
      const answer = await (await connection.client()).call('DELETE /sources/{sourceId}', { params: { sourceId } });
      if (json) out.json(answer);
      else out.line(`The source ${sourceId} is deleted.`);
    },
  }),
];
