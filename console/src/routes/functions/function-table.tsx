import type { DataOf, ItemOf } from '../../../../client/api-client.ts';
import { Link } from '../../app/links.tsx';
import { useList, useWhole } from '../../data/read.ts';
import { Num } from '../../parts/number.tsx';
import { State } from '../../parts/state.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { byClass, CLASS_NAMES, FAILURE_CLASSES, failuresOf, type FailureClass } from './failures.ts';
import { runsText, usersOf, type FunctionView } from './function.ts';

type Destination = ItemOf<'GET /destinations'>;
type Ended = DataOf<'GET /delivery-overview/series'>['destinations'][number];

/** What has a name, and a page. */
type User = { readonly id: string; readonly name: string; readonly isSource: boolean };

type Row = {
  readonly of: FunctionView;
  readonly users: readonly User[] | undefined;
  /** Of all its destinations in the last day. */
  readonly failures: Readonly<Record<FailureClass, number>> | undefined;
};

const EVERY_MS = 60_000;

export function FunctionTable({ functions }: { readonly functions: readonly FunctionView[] }) {
  const destinations = useList('GET /destinations');
  const sources = useList('GET /sources');
  const lastDay = useWhole('GET /delivery-overview/series', { query: { granularity: 'HOUR' } }, { every: EVERY_MS });
  const ended = new Map((lastDay.data?.destinations ?? []).map((each) => [each.id, each.sums]));
  const rows = functions.map((of): Row => {
    if (of.type === 'source') return { of, users: sources.data && sourcesOf(of.id, sources.data), failures: undefined };
    const users = destinations.data && usersOf(of.id, destinations.data);
    const failures = lastDay.data === undefined ? undefined : sumsOf(users, ended);
    return { of, users: users?.map(({ id, name }) => ({ id, name, isSource: false })), failures };
  });
  return (
    <>
      <Table caption="Functions" columns={COLUMNS} rows={rows} keyOf={({ of }) => of.id} />
      <p className="label t3 fn-note">
        Errors are of the last 24 hours, counted by destination: one with several functions counts them together. What
        comes of requests to sources is on the page of their function.
      </p>
    </>
  );
}

function sourcesOf(functionId: string, sources: readonly ItemOf<'GET /sources'>[]): User[] {
  return sources.filter(({ function: id }) => id === functionId).map(({ id, name }) => ({ id, name, isSource: true }));
}

function sumsOf(users: readonly Destination[] | undefined, ended: ReadonlyMap<string, Ended['sums']>) {
  return (
    users &&
    byClass(
      users.flatMap((user) => {
        const sums = ended.get(user.id);
        return sums === undefined ? [] : failuresOf(user, sums);
      }),
    )
  );
}

/** The page says that they are functions. With these a window of 1,024 px, and a phone, have room for the names. */
const SHORT_NAMES = { destination: 'Destination', insert: 'Insert', source: 'Source' } as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'name',
    head: 'Function',
    cell: ({ of: { id: functionId, name } }) => (
      <span className="fn-name">
        <Link to="/w/$workspace/functions/$functionId" params={{ functionId }} className="med" title={name}>
          {name}
        </Link>
        {name !== functionId && <code title={functionId}>{functionId}</code>}
      </span>
    ),
  },
  {
    key: 'type',
    head: 'Type',
    width: 104,
    cell: ({ of: { type } }) => <span className="t2">{SHORT_NAMES[type]}</span>,
  },
  {
    key: 'runs',
    head: 'Runs',
    width: 128,
    cell: ({ of }) => {
      const { state, word } = runsText(of);
      return <State state={state}>{word}</State>;
    },
  },
  { key: 'users', head: 'Used by', width: '20%', cell: ({ users }) => <Users users={users} /> },
  ...FAILURE_CLASSES.map((of): Column<Row> => ({
    key: of,
    head: CLASS_NAMES[of],
    isNumber: true,
    width: 120,
    cell: ({ failures }) => <Num value={failures?.[of]} />,
  })),
];

const MOST_NAMED = 2;

function Users({ users }: Pick<Row, 'users'>) {
  if (users === undefined) return <Num value={undefined} />;
  if (users.length === 0) return <span className="zero">none yet</span>;
  return (
    <span className="fn-users">
      {users.slice(0, MOST_NAMED).map(({ id, name, isSource }) =>
        isSource ? (
          <Link key={id} to="/w/$workspace/sources/$sourceId" params={{ sourceId: id }} className="cut" title={name}>
            {name}
          </Link>
        ) : (
          <Link
            key={id}
            to="/w/$workspace/destinations/$destinationId"
            params={{ destinationId: id }}
            className="cut"
            title={name}
          >
            {name}
          </Link>
        ),
      )}
      {users.length > MOST_NAMED && <span className="t3">+{users.length - MOST_NAMED}</span>}
    </span>
  );
}
