// Which stream of the catalog a source is made of, in which version, and what that asks for.

import { Link } from '../../app/links.tsx';
import { useRead } from '../../data/read.ts';
import { useWrite } from '../../data/write.ts';
import { ErrorState } from '../../parts/error-state.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { useToast } from '../../parts/toast.tsx';
import { Button } from '../../parts/button.tsx';
import { Told } from './function-of-source.tsx';
import type { Source } from './intake.ts';

type OfSourceProps = { readonly source: Source; readonly revision: string | undefined };

export function StreamOfSource({ source, revision }: OfSourceProps) {
  const { metadataId: catalogId = '', componentVersion, availableVersion } = source;
  const read = useRead('GET /catalog/sources/{sourceMetadataId}', { params: { sourceMetadataId: catalogId } });
  return (
    <section>
      <h2>Its stream</h2>
      <Reading read={read} bones={<Bones rows={2} />}>
        {({ sourceMetadata: { name, settingsSchema } }) => (
          <Told source={source} revision={revision} asked={settingsSchema}>
            <dl className="facts">
              <dt>Sends its events</dt>
              <dd className="cut">
                <Link className="link" to="/w/$workspace/catalog/sources/$catalogId" params={{ catalogId }}>
                  {name}
                </Link>
              </dd>
              <dt>Version</dt>
              <dd>{componentVersion}</dd>
            </dl>
            {availableVersion !== undefined && (
              <TakeVersion source={source} revision={revision} version={availableVersion} />
            )}
          </Told>
        )}
      </Reading>
    </section>
  );
}

function TakeVersion({ source: { id, name }, revision, version }: OfSourceProps & { readonly version: number }) {
  const { run, isBusy, error } = useWrite('PATCH /sources/{sourceId}');
  const say = useToast();
  const why = useWhyNot('sources:write');
  const take = async (): Promise<void> => {
    const input = { params: { sourceId: id }, body: { componentVersion: version } };
    const done = await run(revision === undefined ? input : { ...input, ifMatch: revision });
    if (done !== undefined) say(`${name} has version ${version}. It is in use in a few seconds.`);
  };
  return (
    <>
      <div className="between wraps">
        <p className="t2">Version {version} is there. Its address stays what it is.</p>
        <Button size="small" why={why} isBusy={isBusy} onClick={() => void take()}>
          Take version {version}
        </Button>
      </div>
      {error !== undefined && <ErrorState error={error} />}
    </>
  );
}
