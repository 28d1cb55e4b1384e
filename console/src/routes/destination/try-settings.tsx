// Settings are tried as they would be saved, before they are.

import { useState } from 'react';
import { useMay } from '../../data/api.tsx';
import { Button } from '../../parts/button.tsx';
import { ConnectionTest } from './connection-test.tsx';
import type { Patch } from './delivery-form.ts';

export function TrySettings({ destinationId, patch }: { readonly destinationId: string; readonly patch: Patch }) {
  const { may, roles } = useMay('destinations:test');
  const [isOpen, setOpen] = useState(false);
  const { settings } = patch;
  if (settings === undefined) return null;
  return (
    <>
      <Button why={may ? undefined : `For ${roles.join(', ')}`} onClick={() => setOpen(true)}>
        Test connection
      </Button>
      {isOpen && (
        <ConnectionTest
          destinationId={destinationId}
          name={`${destinationId} as typed`}
          settings={settings}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
