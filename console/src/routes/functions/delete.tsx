import { useGo } from '../../app/links.tsx';
import { useWrite } from '../../data/write.ts';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { useToast } from '../../parts/toast.tsx';
import { Asks } from '../sources/asks.tsx';
import type { FunctionView } from './function.ts';

type DeleteProps = { readonly of: FunctionView; readonly revision: string | undefined };

/** What nothing brings back. The API refuses it while something uses the function, and says what. */
export function DeleteFunction({ of: { id: functionId, name, latestVersion }, revision }: DeleteProps) {
  const { run, ...write } = useWrite('DELETE /functions/{functionId}');
  const say = useToast();
  const go = useGo();
  async function remove(): Promise<boolean> {
    const ifMatch = revision === undefined ? {} : { ifMatch: revision };
    const done = await run({ params: { functionId }, ...ifMatch });
    if (done === undefined) return false;
    say(`${name} is deleted`);
    await go({ to: '/w/$workspace/functions', replace: true });
    return true;
  }
  const versions = latestVersion === 1 ? 'its version' : `its ${latestVersion} versions`;
  return (
    <div>
      <Asks
        verb="Delete the function"
        title={`Delete ${name}?`}
        says={`Nothing brings it or ${versions} back. One that a destination or a source uses cannot be deleted.`}
        typed={functionId}
        kind="danger"
        icon="trash"
        isDanger
        why={useWhyNot('functions:write')}
        write={write}
        onConfirm={remove}
      />
    </div>
  );
}
