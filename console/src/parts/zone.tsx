// Which times are shown, kept on this browser.

import { createContext, use, useMemo, useState, type ReactNode } from 'react';
import type { Zone } from './zone-name.ts';

type ZoneChoice = { readonly zone: Zone; readonly choose: (zone: Zone) => void };

const KEY = 'penstock.zone';
const ZoneContext = createContext<ZoneChoice>({ zone: 'utc', choose: () => undefined });

export function ZoneProvider({ children }: { readonly children: ReactNode }) {
  const [zone, setZone] = useState<Zone>(() => (localStorage.getItem(KEY) === 'local' ? 'local' : 'utc'));
  const value = useMemo(
    () => ({
      zone,
      choose(chosen: Zone) {
        localStorage.setItem(KEY, chosen);
        setZone(chosen);
      },
    }),
    [zone],
  );
  return <ZoneContext value={value}>{children}</ZoneContext>;
}

export const useZone = (): ZoneChoice => use(ZoneContext);
