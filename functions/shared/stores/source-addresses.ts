import { randomBytes } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { addressTokenKey, sourceAddressKey } from '../../../domain/tables/table-keys.ts';
import { readDocuments, writeItem, type DocumentWrite, type Stored, type TableOnly } from '../dynamo/document-store.ts';
import { isFunctionSource, type Source } from '../../../domain/workspace/workspace.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { isSource } from './config-index.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { sha256 } from './workspace-items.ts';

// Where requests to a source come: an address with a token in it, by which alone the source is known. A token is found by its
// hash; the token itself is kept encrypted, so that who may change the source can be shown its address again.

/** An address as it is stored. */
export type SourceAddress = {
  readonly id: string;
  readonly source: string;
  readonly workspace: string;
  readonly hash: string;
  /** Encrypted. */
  readonly settings: { readonly token: unknown };
  readonly secretSettings: readonly ['token'];
  readonly createdAt: string;
  /** Until when it is taken; absent for the one that stays. */
  readonly endsAt?: string;
};

/** What a hash leads to. */
export type AddressToken = Pick<SourceAddress, 'source' | 'workspace' | 'endsAt'>;

type Secrets = Pick<SecretBox, 'seal' | 'open'>;
type Owner = { readonly source: string; readonly workspace: string };

/** 190 bits, in letters that no address has to escape. */
const TOKEN_BYTES = 24;
const ID_BYTES = 6;

export const looksLikeToken = (text: string): boolean => /^[\w-]{32}$/.test(text);

/** The token in an address; nothing where there is none. */
export function tokenInUrl(url: string): string {
  const { pathname = '', searchParams } = URL.parse(url) ?? {};
  return searchParams?.get('b') ?? /^\/fn\/(.+)$/.exec(pathname)?.[1] ?? '';
}

export const hashOfToken = (token: string): string => sha256(token);

/** A new address, and what stores it. */
export async function newAddress(
  secrets: Secrets,
  { source, workspace }: Owner,
  now: Date,
): Promise<{ readonly token: string; readonly address: SourceAddress; readonly writes: DocumentWrite[] }> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const id = `adr_${randomBytes(ID_BYTES).toString('hex')}`;
  const { settings } = await secrets.seal({ id, settings: { token }, secretSettings: ['token'] });
  const about = { id, source, workspace, hash: hashOfToken(token), createdAt: now.toISOString() };
  const address: SourceAddress = { ...about, settings: { token: settings['token'] }, secretSettings: ['token'] };
  return { token, address, writes: writesOf(address, 'nothing') };
}

export const readAddresses = (table: TableOnly, source: string): Promise<Stored<SourceAddress>[]> =>
  readDocuments<SourceAddress>(table, sourceAddressKey(source));

/** The token in an address, for who may know it. */
export async function tokenOf(secrets: Secrets, { id, settings }: SourceAddress): Promise<string> {
  const opened = await secrets.open({ id, settings, secretSettings: ['token'] });
  return String(opened.settings.token);
}

/** Where requests to these sources come, as far as they take any. `origin`: scheme and host of the endpoint. */
export async function urlsOfSources(
  store: TableOnly & { readonly secrets: Secrets },
  sources: readonly string[],
  origin: string,
): Promise<{ readonly source: string; readonly url: string }[]> {
  const found = await Promise.all(
    sources.map(async (source) => {
      const lasting = (await readAddresses(store, source)).find(({ document }) => document.endsAt === undefined);
      return lasting === undefined
        ? []
        : [{ source, url: `${origin}/fn/${await tokenOf(store.secrets, lasting.document)}` }];
    }),
  );
  return found.flat();
}

/** What has an address end at a time, if it does not end sooner. */
export function endingWrites({ document, text }: Stored<SourceAddress>, endsAt: Date): DocumentWrite[] {
  const at = endsAt.toISOString();
  if (document.endsAt !== undefined && document.endsAt <= at) return [];
  return writesOf({ ...document, endsAt: at }, { text });
}

/** What takes an address away at once. */
export function goneWrites({ document }: Stored<SourceAddress>): DocumentWrite[] {
  const { source, id, hash } = document;
  const keys = [sourceAddressKey(source, id), addressTokenKey(hash)];
  return keys.map((key) => ({ key, replaces: 'anything' }));
}

function writesOf(address: SourceAddress, replaces: DocumentWrite['replaces']): DocumentWrite[] {
  const { id, source, workspace, hash, endsAt } = address;
  const expires = endsAt === undefined ? {} : { expiresAt: Math.ceil(Date.parse(endsAt) / 1_000) };
  const token: AddressToken = { source, workspace, ...(endsAt === undefined ? {} : { endsAt }) };
  return [
    { key: sourceAddressKey(source, id), document: address, replaces, ...expires },
    {
      key: addressTokenKey(hash),
      document: token,
      replaces: replaces === 'nothing' ? replaces : 'anything',
      ...expires,
    },
  ];
}

type Change = {
  readonly table: TableOnly;
  readonly secrets: Secrets;
  readonly workspace: string;
  readonly now: Date;
};

type Changed = Readonly<Record<'before' | 'after', Source | Destination | undefined>>;

/** What a change means for the addresses of a source: those of others are nothing to look at. */
export async function addressesOf(context: Change, { before, after }: Changed): Promise<TransactWriteItem[]> {
  const takes = (resource: Source | Destination | undefined): boolean =>
    resource !== undefined && isSource(resource) && isFunctionSource(resource);
  if (!takes(before) && !takes(after)) return [];
  return addressItems(context, (after ?? before)?.id ?? '', takes(after));
}

/** A source has one address if it takes requests, and none if it does not. */
async function addressItems(
  { table, secrets, workspace, now }: Change,
  source: string,
  isTaking: boolean,
): Promise<TransactWriteItem[]> {
  const present = await readAddresses(table, source);
  const write = (each: DocumentWrite): TransactWriteItem => writeItem(table.table, each);
  if (!isTaking) return present.flatMap(goneWrites).map(write);
  if (present.some(({ document }) => document.endsAt === undefined)) return [];
  return (await newAddress(secrets, { source, workspace }, now)).writes.map(write);
}
