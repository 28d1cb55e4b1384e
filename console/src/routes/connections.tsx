import { Page as Frame } from '../app/page.tsx';
import { useRead } from '../data/read.ts';
import { Bones, Reading } from '../parts/reading.tsx';

const EVERY_MS = 5000;

/** Does everything flow; if not, where? */
export function Page() {
  const overview = useRead('GET /delivery-overview', {}, { every: EVERY_MS });
  return (
    <Frame title="Connections">
      <Reading read={overview} bones={<Bones rows={6} />}>
        {({ sources, destinations }) => (
          <p>
            {sources.length} sources, {destinations.length} destinations
          </p>
        )}
      </Reading>
    </Frame>
  );
}
