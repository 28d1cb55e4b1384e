import type { ItemOf } from '../../../../client/api-client.ts';
import { useView } from '../../app/links.tsx';
import { useList } from '../../data/read.ts';
import { Button } from '../../parts/button.tsx';
import { bytesText } from '../../parts/number.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { State } from '../../parts/state.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { Compared } from './compared.tsx';
import { DeployButton } from './deploy.tsx';
import type { Shown } from './frame.tsx';

export type Version = ItemOf<'GET /functions/{functionId}/versions'>;

const EVERY_MS = 15_000;

export function Versions({ function: of, revision }: Shown) {
  const functionId = of.id;
  const versions = useList('GET /functions/{functionId}/versions', { params: { functionId } }, { every: EVERY_MS });
  const [{ version, against }, change] = useView();
  const show = (number: number): void => change({ version: String(number), against: undefined });
  const columns: readonly Column<Version>[] = [
    ...COLUMNS,
    {
      key: 'acts',
      head: <span className="sr">What can be done</span>,
      width: 320,
      cell: (one) => (
        <span className="row fn-acts">
          {!one.isDeployed && (
            <DeployButton of={of} version={one.version} revision={revision} kind="quiet" size="small" />
          )}
          <Button size="small" onClick={() => show(one.version)}>
            Show<span className="sr"> version {one.version}</span>
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Reading read={versions} bones={<Bones rows={4} />}>
      {(found) => {
        const chosen = found.find((one) => String(one.version) === version) ?? found[0];
        return (
          <div className="stack fn-versions">
            <Table
              caption="Versions, newest first"
              columns={columns}
              rows={found}
              keyOf={(one) => String(one.version)}
              openKey={chosen === undefined ? undefined : String(chosen.version)}
              {...(found.length > SEEN_AT_ONCE ? { height: 320 } : {})}
            />
            {chosen !== undefined && (
              <Compared
                {...{ functionId, versions: found, chosen, against }}
                onAgainst={(number) => change({ version: String(chosen.version), against: number })}
              />
            )}
          </div>
        );
      }}
    </Reading>
  );
}

const SEEN_AT_ONCE = 7;

const COLUMNS: readonly Column<Version>[] = [
  { key: 'version', head: 'Version', width: 88, cell: ({ version }) => <span className="med tn">{version}</span> },
  {
    key: 'state',
    head: 'State',
    width: 168,
    cell: ({ isDeployed, isLatest }) => (
      <State state={isDeployed ? 'ok' : 'off'}>
        {isDeployed
          ? isLatest
            ? 'Runs'
            : 'Runs, and is not the latest'
          : isLatest
            ? 'Saved, does not run'
            : 'Earlier'}
      </State>
    ),
  },
  { key: 'at', head: 'Saved', width: 232, cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    key: 'by',
    head: 'By',
    cell: ({ createdBy: { name } }) => (
      <span className="cut" title={name}>
        {name}
      </span>
    ),
  },
  { key: 'size', head: 'Size', isNumber: true, width: 80, cell: ({ bytes }) => bytesText(bytes) },
];
