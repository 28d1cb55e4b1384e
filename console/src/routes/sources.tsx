import { Link, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useMay } from '../data/api.tsx';
import { useList, useWhole } from '../data/read.ts';
import { Button } from '../parts/button.tsx';
import { Num } from '../parts/number.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State } from '../parts/state.tsx';
import { CreateSource } from '../sources/create-source.tsx';
import { rejectedIn, type Source } from '../sources/intake.ts';
import '../sources/sources.css';

const EVERY_MS = 5000;

/** Which sources are there, and what has come in at each? */
export function Page() {
  const sources = useList('GET /sources');
  const [{ new: isNew }, change] = useView();
  const { may, roles } = useMay('sources:write');
  const create = (
    <Button
      kind="primary"
      icon="plus"
      why={may ? undefined : `For ${roles.join(', ')}`}
      onClick={() => change({ new: 'yes' }, { isStep: true })}
    >
      Create a source
    </Button>
  );
  return (
    <Frame
      title="Sources"
      sub="Websites, apps and servers that send events. What they have sent is counted from their first event on."
      actions={sources.data?.length === 0 ? undefined : create}
    >
      <Reading read={sources} bones={<Bones rows={6} />}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState
              says="No source yet. Create one, send an event with the SDK you have, and see it here about a second later."
              command="penstock sources create Website --id website"
            >
              {create}
            </EmptyState>
          ) : (
            <Table sources={found} />
          )
        }
      </Reading>
      <CreateSource isOpen={isNew !== undefined && may} onClose={() => change({ new: undefined })} />
    </Frame>
  );
}

function Table({ sources }: { readonly sources: readonly Source[] }) {
  const { data: overview } = useWhole('GET /delivery-overview', {}, { every: EVERY_MS });
  const counts = new Map(overview?.sources.map((counted) => [counted.id, counted]));
  return (
    <table className="hover sources">
      <thead>
        <tr>
          <th>Source</th>
          <th>Id</th>
          <th>State</th>
          <th className="num">Accepted</th>
          <th className="num">Duplicates</th>
          <th className="num">Refused</th>
          <th className="num">Destinations</th>
        </tr>
      </thead>
      <tbody>
        {sources.map(({ id, name, enabled }) => {
          const counted = counts.get(id);
          return (
            <tr key={id}>
              <td className="name">
                <Link to="/w/$workspace/sources/$sourceId" params={{ sourceId: id }} className="med" title={name}>
                  {name}
                </Link>
              </td>
              <td>
                <code>{id}</code>
              </td>
              <td>
                <State state={enabled ? 'ok' : 'off'}>{enabled ? 'On' : 'Switched off'}</State>
              </td>
              <td className="num">
                <Num value={counted?.accepted} />
              </td>
              <td className="num">
                <Num value={counted?.duplicates} />
              </td>
              <td className="num">
                <Num value={counted === undefined ? undefined : rejectedIn(counted)} />
              </td>
              <td className="num">
                <Num value={overview?.destinations.filter(({ sourceId }) => sourceId === id).length} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
