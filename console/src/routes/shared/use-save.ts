import type { DataOf, InputTo } from '../../../../client/api-client.ts';
import { useRefresh } from '../../data/api.tsx';
import { useWrite, type WriteOperation } from '../../data/write.ts';
import { useToast } from '../../parts/toast.tsx';

type Saving<Line extends WriteOperation> = {
  readonly onSaved: () => void;
  /** What people are told when it is stored. */
  readonly says: (answer: DataOf<Line>) => string;
};

/** Saves a change of something, and says so. After a refusal it is read anew, so that what others did is seen. */
export function useSave<Line extends WriteOperation>(line: Line, { onSaved, says }: Saving<Line>) {
  const { run, reset, ...rest } = useWrite(line);
  const refresh = useRefresh();
  const say = useToast();
  const save = async (input: InputTo<Line>, revision: string | undefined): Promise<void> => {
    const answer = await run(revision === undefined ? input : { ...input, ifMatch: revision });
    if (answer === undefined) return refresh();
    onSaved();
    say(says(answer));
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
