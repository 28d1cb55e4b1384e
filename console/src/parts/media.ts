import { useCallback, useSyncExternalStore } from 'react';

/** Whether the window is less than `px` wide. */
export function useIsNarrow(px: number): boolean {
  const query = `(max-width: ${px - 1}px)`;
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
