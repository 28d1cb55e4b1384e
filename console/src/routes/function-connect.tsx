import { Link, useParam } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useMay } from '../data/api.tsx';
import { useRead } from '../data/read.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { ConnectSteps } from './catalog/connect-steps.tsx';
import { schemaOfFunction } from './shared/function-schema.ts';

/** From a function to a destination that is on: source, settings, test, on. */
export function Page() {
  const functionId = useParam('functionId');
  const read = useRead('GET /functions/{functionId}', { params: { functionId } });
  const { may, roles } = useMay('destinations:write');
  const name = read.data?.function.name ?? functionId;
  return (
    <Frame
      title={`Connect ${name}`}
      crumbs={[
        <Link key="list" to="/w/$workspace/functions">
          Functions
        </Link>,
        <Link key="one" to="/w/$workspace/functions/$functionId" params={{ functionId }}>
          {name}
        </Link>,
      ]}
      sub="It becomes a destination, which is made switched off, tried, and switched on in the end."
    >
      {!may && <EmptyState says={`Destinations are connected by: ${roles.join(', ')}.`} />}
      {may && (
        <Reading read={read} bones={<Bones rows={4} height={72} />}>
          {({ function: { settings } }) => (
            <ConnectSteps
              name={name}
              schema={schemaOfFunction(settings)}
              as={{ kind: 'function', function: functionId }}
            />
          )}
        </Reading>
      )}
    </Frame>
  );
}
