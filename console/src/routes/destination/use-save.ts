import { useRefresh } from '../../data/api.tsx';
import { useWrite } from '../../data/write.ts';
import { useToast } from '../../parts/toast.tsx';
import type { Patch } from './delivery-form.ts';
import type { Destination } from './state.ts';

/** Saves a change of a destination, and says so. After a refusal it is read anew, so that what others did is seen. */
export function useSave({ id: destinationId, name }: Destination, onSaved: () => void) {
  const { run, reset, ...rest } = useWrite('PATCH /destinations/{destinationId}');
  const refresh = useRefresh();
  const say = useToast();
  const save = async (body: Patch, revision: string | undefined): Promise<void> => {
    const ifMatch = revision === undefined ? {} : { ifMatch: revision };
    const answer = await run({ params: { destinationId }, body, ...ifMatch });
    if (answer === undefined) return refresh();
    onSaved();
    const [warning] = answer.warnings;
    say(warning === undefined ? `${name} is saved, in use within 2 s` : `Saved. ${warning.path} ${warning.message}`);
  };
  /** The same after which a refusal is no longer shown. */
  const forgetting =
    (then: () => void): (() => void) =>
    () => {
      reset();
      then();
    };
  return { ...rest, run: save, reset, forgetting };
}
