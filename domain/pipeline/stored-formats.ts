// Everything that is stored and read again: what it is called, which number its form has, and how older forms become that
// of now. All readers and writers of stored data rely on it; docs/upgrading.md says how a form is changed.

import { createFormatReader, type Fields, type Format, type Place } from './format-numbers.ts';
import * as keys from '../tables/table-keys.ts';

const { API_KEYS, CONFIG_PARTITION, DEBUG_KEY_PREFIX, LEDGER_KEY_PREFIX } = keys;

const REPLAY_KEYS = keys.jobKeys('replay');

type More = Partial<Pick<Format, 'writes' | 'steps' | 'complete' | 'needs'>>;

const format = (name: string, places: readonly Place[] = [], more: More = {}): Format => ({
  ...{ name, places, writes: 1, steps: [] },
  ...more,
});
const document = (name: string, pk: string, sk?: string): readonly [string, Place[]] => [
  name,
  [sk === undefined ? { pk } : { pk, sk }],
];
const ofWorkspace = (sk: string): Place => ({ pk: API_KEYS.ofWorkspace, sk });

/** A second form that says more than the first, in records of which `isMore` holds; all others stay in the first. */
function saysMore(isMore: (document: Fields) => boolean): More {
  return { steps: [SAME], needs: (document) => (isMore(document) ? 2 : 1) };
}

const SAME: Format['steps'][number] = { upgrade: (fields) => fields, downgrade: (fields) => fields };

const hasMoreThanSettings = ({ subscriptions, insert, function: name }: Fields): boolean =>
  [subscriptions, insert, name].some((field) => field !== undefined);

/** An older release knows names alone, and would run none of them. */
const hasInsertSettings = ({ insert }: Fields): boolean =>
  Array.isArray(insert) && insert.some((each) => typeof each === 'object');

/** An older release knows no components that are code. */
const isOfCode = ({ componentCode }: Fields): boolean => componentCode !== undefined;
/** The same for what it is that its subscriptions name. */
const isOfActions = ({ action }: Fields): boolean => action !== undefined;
const hasCode = (definition: unknown): boolean => (definition as Fields | undefined)?.['code'] !== undefined;

/** An older release would show and publish it without them. */
const saysWhatItSends = (definition: unknown): boolean => {
  const { sentEvents, sampleRequests } = (definition ?? {}) as Fields;
  return sentEvents !== undefined || sampleRequests !== undefined;
};

/** An older release would deliver it by another one, or count it elsewhere. */
const hasSubscription = ({ subscriptionId }: Fields): boolean => subscriptionId !== undefined;

/** Addresses of subscriptions have one, ids have none. */
const hasDots = (destinations: unknown): boolean =>
  Array.isArray(destinations) && destinations.some((address) => String(address).includes('.'));

/** Of the item of a job. */
const specOf = (spec: unknown): Fields => JSON.parse((spec as { readonly S: string }).S) as Fields;

/** Its logo is one that we serve: an older release takes an address of the web for the only one that there is. */
const hasOurLogo = (app: unknown): boolean => {
  const { logoUrl } = app as Fields;
  return typeof logoUrl === 'string' && logoUrl.startsWith('/');
};

const hasKind = (groups: unknown, kind: string): boolean =>
  Array.isArray(groups) && groups.some((group: Fields) => group['kind'] === kind);

export const STORED_FORMATS = {
  // Documents of the control table. Their number is in the document.
  source: format(...document('a source', CONFIG_PARTITION, keys.sourceItemKey('')), {
    steps: [SAME, SAME],
    // Form 2 is fed by a function of the workspace, form 3 is of the catalog.
    needs: ({ componentId, function: name }) => (componentId !== undefined ? 3 : name !== undefined ? 2 : 1),
  }),
  destination: format(...document('a destination', CONFIG_PARTITION, keys.destinationItemKey('')), {
    steps: [SAME, SAME, SAME, SAME],
    // Form 2 says more than the first; form 3 has settings of insert functions; form 4 runs code of a component; form 5
    // runs actions.
    needs: (destination) =>
      isOfActions(destination)
        ? 5
        : isOfCode(destination)
          ? 4
          : hasInsertSettings(destination)
            ? 3
            : hasMoreThanSettings(destination)
              ? 2
              : 1,
  }),
  function: format(...document('a function', keys.FUNCTIONS_PREFIX)),
  'function-version': format(...document('a version of a function', keys.FUNCTION_VERSIONS_PREFIX)),
  'source-address': format(...document('an address of a source', keys.SOURCE_ADDRESSES_PREFIX)),
  'address-token': format(...document('a token of an address', keys.ADDRESS_TOKEN_PREFIX)),
  workspace: format(...document('a workspace', API_KEYS.workspaces)),
  member: format('a member', [keys.memberKey('', '')]),
  owners: format('the owners of a workspace', [keys.ownersKey('')]),
  membership: format(...document('a membership', API_KEYS.membersByEmail)),
  token: format('a token', [keys.tokenKey('', ''), { pk: API_KEYS.tokens }]),
  'oauth-client': format('an OAuth client', [ofWorkspace(API_KEYS.oauthClients), { pk: API_KEYS.oauthClients }]),
  'oauth-grant': format('a grant', [keys.grantsKey(''), { pk: API_KEYS.oauthGrants }]),
  'oauth-code': format(...document('a code of OAuth', API_KEYS.oauthCodes)),
  'audit-event': format(...document('an event of the audit log', keys.AUDIT_PREFIX)),
  app: format(...document('an app', API_KEYS.appsOfWorkspace, keys.appKey('', '').sk), saysMore(hasOurLogo)),
  component: format('a component', [keys.componentKey('', '')], {
    steps: [SAME, SAME],
    // Form 2 is code; form 3 says what a source sends, and with which requests it is tried.
    needs: ({ draft }) => {
      const definition = (draft as Fields | undefined)?.['definition'];
      return saysWhatItSends(definition) ? 3 : hasCode(definition) ? 2 : 1;
    },
    complete: withPeopleOfDraft,
  }),
  'component-version': format('a version of a component', [{ pk: API_KEYS.componentVersions }], {
    steps: [SAME, SAME, SAME],
    // Form 2 has a logo that we serve; form 3 is code; form 4 says what a source sends.
    needs: ({ app, definition }) =>
      saysWhatItSends(definition) ? 4 : hasCode(definition) ? 3 : hasOurLogo(app) ? 2 : 1,
    complete: withPeople,
  }),
  'component-result': format(...document('the last test of a component', API_KEYS.componentChecks)),
  'component-test': format(
    ...document('a run of the test suite', API_KEYS.componentTests),
    saysMore(({ state }) => state === 'running'),
  ),
  submission: format(...document('a submission', API_KEYS.submissions)),
  'catalog-entry': format(
    ...document('an entry of the catalog', API_KEYS.catalog),
    saysMore(({ app }) => hasOurLogo(app)),
  ),
  logo: format(...document('a logo', API_KEYS.logos)),
  lane: format(...document('a lane', API_KEYS.lanes)),
  'access-request': format(...document('a request for access', API_KEYS.accessRequests)),
  'loaded-file': format(
    ...document('a part of a workspace file', keys.loadedFilePartition('')),
    saysMore((part) => part['function'] !== undefined),
  ),
  /** An encrypted secret in any of them; its number is what the text begins with. */
  secret: format('a secret'),

  // Other items of the control table. Their number is an attribute.
  'config-version': format(...document('the version of the configuration', CONFIG_PARTITION, keys.CONFIG_VERSION.sk)),
  notice: format(...document('a notice', keys.NOTICE_PARTITION)),
  throttle: format(...document('a throttle', keys.HEALTH_PARTITION, keys.THROTTLE_PREFIX)),
  'setup-run': format(...document('a run of failures', keys.HEALTH_PARTITION, keys.SETUP_PREFIX)),
  breaker: format(...document('a breaker', keys.HEALTH_PARTITION, keys.destinationItemKey(''))),
  'undelivered-index': format(
    ...document('an index of undelivered events', keys.UNDELIVERED_KEY_PREFIX),
    saysMore(hasSubscription),
  ),
  'replay-job': format(
    ...document('a replay', REPLAY_KEYS.jobs),
    saysMore(({ spec }) => specOf(spec)['subscriptions'] !== undefined),
  ),
  'replay-part': format(...document('a part of a replay', REPLAY_KEYS.parts)),
  'schema-index': format(...document('the index of a schema', keys.SCHEMA_PREFIX, keys.SCHEMA_INDEX)),
  'schema-event': format(...document('an event of a schema', keys.SCHEMA_PREFIX)),
  'debug-events': format(...document('events for the debugger', DEBUG_KEY_PREFIX)),
  'function-log': format(...document('what a function has logged', keys.FUNCTION_LOG_PREFIX)),
  'received-requests': format(...document('requests that a source has received', keys.RECEIVED_PREFIX)),
  /** Also of a minute or an hour, in the dedupe table. */
  'ledger-counts': format(...document('a count of the ledger', LEDGER_KEY_PREFIX)),

  // Items of the dedupe table. A decision has its number in its JSON, the others have an attribute.
  claim: format('a claim'),
  mark: format('a mark of work that was done'),
  decision: format('a decision of delivery', [], {
    steps: [SAME, SAME],
    // Form 2 drops events; form 3 says which functions they went through.
    needs: ({ groups, functions }) => (functions !== undefined ? 3 : hasKind(groups, 'filter') ? 2 : 1),
  }),

  // Messages, whose number is in their first word, and lines of objects in S3. What is held is a pack.
  pack: format('a pack', [], saysMore(hasSubscription)),
  'archive-line': format('a line of the archive', [], {
    ...saysMore(({ destinations }) => hasDots(destinations)),
    complete: withReadableIds,
  }),
  'undelivered-line': format('a line of an undelivered object', [], saysMore(hasSubscription)),
} as const satisfies Readonly<Record<string, Format>>;

export type StoredFormat = keyof typeof STORED_FORMATS;

export const { upgrade, written, numbered, numberedItem, numberWritten, requireReadable } =
  createFormatReader<StoredFormat>(STORED_FORMATS);

const PLACES = Object.entries(STORED_FORMATS as Readonly<Record<string, Format>>).flatMap(([name, { places }]) =>
  places.map(({ pk, sk = '' }) => ({ name: name as StoredFormat, pk, sk })),
);

/** The format of what lies under a key of the control table; undefined where the key is all there is. */
export function formatAt({ pk, sk }: Required<Place>): StoredFormat | undefined {
  const found = PLACES.find(
    (place) => (place.pk.endsWith('#') ? pk.startsWith(place.pk) : pk === place.pk) && sk.startsWith(place.sk),
  );
  return found?.name;
}

/** Who has written a version was not kept at first. */
function withPeople(version: Fields): Fields {
  return { people: [], ...version };
}

function withPeopleOfDraft(component: Fields): Fields {
  const { draft } = component;
  return draft === undefined ? component : { ...component, draft: withPeople(draft as Fields) };
}

/** Where an event went was not kept at first: then it has no list, and is routed by the workspace of now. */
function withReadableIds(line: Fields): Fields {
  const { destinations } = line;
  const isReadable =
    destinations === undefined || (Array.isArray(destinations) && destinations.every((id) => typeof id === 'string'));
  if (isReadable) return line;
  throw new Error('an archived event has destinations that are no list of ids');
}
