import { useParam } from '../../app/links.tsx';
import { useRead } from '../../data/read.ts';

const EVERY_MS = 5_000;

/** The destination of the address. Its revision does not change with its state, so that it can be kept for `ifMatch`. */
export function useDestination() {
  const destinationId = useParam('destinationId');
  return {
    destinationId,
    read: useRead('GET /destinations/{destinationId}', { params: { destinationId } }, { every: EVERY_MS }),
  };
}
