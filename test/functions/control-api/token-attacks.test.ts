import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../domain/access/permissions.ts';
import { memberKey } from '../../../domain/tables/table-keys.ts';
import { newToken } from '../../../functions/control-api/auth/new-token.ts';
import { transact, writeItem } from '../../../functions/shared/dynamo/document-store.ts';
import { memberIdOf } from '../../../functions/shared/stores/workspace-items.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { aPartner, type Partner } from '../../support/a-partner.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

// What somebody has made lasts no longer than he, and than what he has made it with.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let owner: string;
let partner: Partner;

beforeAll(async () => {
  tables = await startRealTables();
  // Who has signed in, in these tests, is who says so.
  const verifyJwt = async (text: string): Promise<string> => `${text.split('.')[1] ?? ''}@acme.example`;
  api = anApi(tables.dynamodb, { verifyJwt });
  owner = await api.token('acme');
  await api.call('POST /sources', { token: owner, body: { id: 'web', name: 'Web' } });
  partner = await aPartner(api, 'crm');
});
afterAll(() => tables.close());

const codeOf = ({ status, body }: ApiAnswer) => [status, body['code']].join(' ').trim();
const add = (name: string, role: Role) =>
  api.call('POST /users', { token: owner, body: { email: `${name}@acme.example`, role } });
const remove = (name: string) => api.call(`DELETE /users/${memberIdOf(`${name}@acme.example`)}`, { token: owner });
const signedInAs = (name: string) => `x.${name}.x`;
const worksFor = async (token: string) => (await api.call('GET /destinations', { token })).status === 200;

/** A token that somebody makes, with its id. */
async function make(token: string, role: Role = 'owner') {
  const { body } = await api.call('POST /tokens', { token, body: { name: 'T', role } });
  const made = (body['data'] as { token: { id: string; token: string } }).token;
  return { id: made.id, text: made.token };
}
const revoke = (token: string, { id }: { id: string }) => api.call(`DELETE /tokens/${id}`, { token });
async function listed(): Promise<string[]> {
  const { body } = await api.call('GET /tokens?limit=200', { token: owner });
  return (body['data'] as { tokens: { id: string }[] }).tokens.map(({ id }) => id);
}

describe('a member who was taken out and comes back', () => {
  test('has none of his tokens, and none that they have made', async () => {
    await add('ada', 'operator');
    const own = await make(signedInAs('ada'), 'operator');
    const child = await make(own.text, 'operator');

    await remove('ada');
    const gone = [await worksFor(own.text), await worksFor(child.text)];
    await add('ada', 'operator');
    const back = [await worksFor(own.text), await worksFor(child.text)];
    const anew = await make(signedInAs('ada'), 'operator');

    expect([gone, back]).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(await worksFor(anew.text)).toBe(true);
    expect(await listed()).not.toEqual(expect.arrayContaining([own.id]));
  });

  test('has none of his grants either: the app gets no token, and the one that it has is good for nothing', async () => {
    await add('bob', 'operator');
    const { form, grantId } = await partner.granted(signedInAs('bob'), 'web');
    const { body } = await partner.exchange(form);
    const access = String(body['access_token']);
    const before = await worksFor(access);

    await remove('bob');
    await add('bob', 'operator');
    const after = await worksFor(access);
    const renewed = await partner.exchange({ grant_type: 'client_credentials', install_name: `installs/${grantId}` });

    expect([before, after]).toEqual([true, false]);
    expect(renewed.body['error']).toBe('invalid_grant');
  });

  test('has none of the tokens either that are of before there were memberships', async () => {
    const addedAt = '2026-01-02T00:00:00.000Z';
    const id = memberIdOf('old@acme.example');
    const member = { id, email: 'old@acme.example', role: 'developer', addedAt, addedBy: 'Ann' };
    const { pk, sk } = memberKey('acme', id);
    const Item = { pk: { S: pk }, sk: { S: sk }, document: { S: JSON.stringify(member) } };
    await tables.dynamodb.send(new PutItemCommand({ TableName: CONTROL_TABLE, Item }));
    const ofTime = async (time: string) => {
      const createdBy = { type: 'member', id, name: member.email } as const;
      const wanted = { workspace: 'acme', name: 'T', role: 'developer', createdBy, now: new Date(time) } as const;
      const { text, writes } = newToken(wanted);
      await transact(
        api.tables,
        writes.map((write) => writeItem(CONTROL_TABLE, write)),
      );
      return text;
    };
    const [earlier, later] = [await ofTime('2026-01-01T00:00:00Z'), await ofTime('2026-01-03T00:00:00Z')];

    const before = [await worksFor(earlier), await worksFor(later)];
    await remove('old');
    await add('old', 'developer');
    const after = [await worksFor(earlier), await worksFor(later)];

    expect(before).toEqual([false, true]);
    expect(after).toEqual([false, false]);
  });
});

describe('a token that was revoked', () => {
  test('takes along what it has made, however far away, and nothing else', async () => {
    const first = await make(owner);
    const second = await make(first.text);
    const third = await make(second.text);
    const sibling = await make(owner);

    await revoke(owner, first);
    const after = [await worksFor(second.text), await worksFor(third.text), await worksFor(sibling.text)];

    expect(after).toEqual([false, false, true]);
    expect((await listed()).filter((id) => [first.id, second.id, third.id].includes(id))).toEqual([]);
  });

  test('takes along what it makes at the same moment', async () => {
    const first = await make(owner);
    const creating = [make(first.text), make(first.text), make(first.text)];

    await revoke(owner, first);
    const made = (await Promise.allSettled(creating)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const alive = await Promise.all(made.map(({ text }) => worksFor(text)));

    expect(alive).not.toContain(true);
  });

  test('takes along what it has granted', async () => {
    const first = await make(owner);
    const { form } = await partner.granted(first.text, 'web');
    const access = String((await partner.exchange(form)).body['access_token']);
    const before = await worksFor(access);

    await revoke(owner, first);

    expect([before, await worksFor(access)]).toEqual([true, false]);
  });

  test('cannot be outrun by a row of tokens without an end', async () => {
    let token = owner;
    for (let count = 0; count < 4; count += 1) token = (await make(token)).text;

    const answer = await api.call('POST /tokens', { token, body: { name: 'T', role: 'owner' } });

    expect(codeOf(answer)).toBe('409 too_many_ancestors');
  });
});

describe('who may revoke a token', () => {
  test('is who may do all that it may, whoever has created it', async () => {
    const [developer, operator] = [await api.token('acme', 'developer'), await api.token('acme', 'operator')];
    const narrow = await api.token('acme', 'developer', ['tokens:write', 'destinations:read']);
    const ofOperator = await make(operator, 'operator');
    const ofDeveloper = await make(developer, 'developer');
    const ofOwner = await make(owner);

    const answers = [
      await revoke(developer, ofOwner),
      await revoke(operator, ofOwner),
      await revoke(developer, ofOperator),
      await revoke(narrow, ofDeveloper),
      await revoke(operator, ofDeveloper),
      await revoke(owner, ofOperator),
    ];

    expect(answers.map(codeOf)).toEqual([
      ...['403 forbidden', '403 forbidden', '403 forbidden', '403 forbidden', '200', '200'],
    ]);
  });

  test('is the token itself, also when it may do little', async () => {
    const { text, id } = await make(await api.token('acme', 'developer'), 'developer');

    const answer = await revoke(text, { id });

    expect([codeOf(answer), await worksFor(text)]).toEqual(['200', false]);
  });
});
