import { useSave } from '../shared/use-save.ts';
import type { Patch } from './delivery-form.ts';
import type { Destination } from './state.ts';

/** Saves a change of a destination. */
export function useSaveDestination({ id: destinationId, name }: Destination, onSaved: () => void) {
  const { run, ...rest } = useSave('PATCH /destinations/{destinationId}', {
    onSaved,
    says: ({ warnings: [warning] }) =>
      warning === undefined ? `${name} is saved, in use within 2 s` : `Saved. ${warning.path} ${warning.message}`,
  });
  return {
    ...rest,
    run: (body: Patch, revision: string | undefined) => run({ params: { destinationId }, body }, revision),
  };
}
