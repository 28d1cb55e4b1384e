import { useState } from 'react';
import { useGo } from '../../app/links.tsx';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { useToast } from '../../parts/toast.tsx';
import type { App } from './app-form.ts';

export function DeleteApp({ app }: { readonly app: App }) {
  const [isAsked, setAsked] = useState(false);
  const { run, isBusy, error } = useWrite('DELETE /apps/{appId}');
  const mayNot = useWhyNot('apps:write');
  const go = useGo();
  const say = useToast();
  const remove = async (): Promise<void> => {
    if ((await run({ params: { appId: app.id } })) === undefined) return;
    say(`${app.name} is deleted`);
    void go({ to: '/w/$workspace/developer' });
  };
  const why = mayNot ?? (app.components.length > 0 ? 'It has components' : undefined);
  return (
    <section className="stack" aria-label="Delete">
      <h2>Delete the app</h2>
      <div>
        <Button kind="danger" why={why} onClick={() => setAsked(true)}>
          Delete {app.id}
        </Button>
      </div>
      <Confirm
        title={`Delete the app ${app.name}`}
        says="Nothing brings it back. Its id stays with this workspace."
        verb="Delete it"
        typed={app.id}
        isDanger
        isOpen={isAsked}
        isBusy={isBusy}
        onConfirm={() => void remove()}
        onClose={() => setAsked(false)}
      >
        {error !== undefined && <ErrorState error={error} />}
      </Confirm>
    </section>
  );
}
