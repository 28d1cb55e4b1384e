import { DestinationFrame } from './destination/frame.tsx';
import { SettingsForm } from './destination/settings-page.tsx';
import type { Destination } from './destination/state.ts';
import { useSchema } from './destination/use-schema.ts';
import { Bones } from '../parts/reading.tsx';
import { WEBHOOK_SCHEMA } from './shared/own-webhook.ts';

/** What it is told: where to, with what, how often. */
export function Page() {
  return (
    <DestinationFrame part="Settings">
      {(destination, revision) => <Settings key={destination.id} destination={destination} revision={revision} />}
    </DestinationFrame>
  );
}

function Settings({
  destination,
  revision,
}: {
  readonly destination: Destination;
  readonly revision: string | undefined;
}) {
  const { schema, version, isWaiting } = useSchema(destination);
  if (isWaiting) return <Bones rows={8} height={56} />;
  // Without a schema, what is stored is what there is to change.
  const known = schema ?? { ...WEBHOOK_SCHEMA, properties: {}, required: [] };
  return <SettingsForm destination={destination} revision={revision} schema={known} version={version} />;
}
