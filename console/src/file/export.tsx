import { useState } from 'react';
import { useApi, useWorkspaceId } from '../data/api.tsx';
import { useDoing } from '../data/use-doing.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { toText } from './file.ts';

type ExportProps = {
  /** Whether what stands in the editor would be lost. */
  readonly isEdited: boolean;
  readonly onRead: (text: string) => void;
};
type Asks = 'replace' | 'secrets';

/** Reads the file into the editor, or saves it, with its secrets or without. */
export function Export({ isEdited, onRead }: ExportProps) {
  const api = useApi();
  const workspace = useWorkspaceId();
  const whyNoSecrets = useWhyNot('secrets:read');
  const { run, isBusy, error } = useDoing();
  const [asks, setAsks] = useState<Asks>();
  const close = (): void => setAsks(undefined);
  const read = async (): Promise<string> => toText((await api.call('GET /workspace-file')).workspaceFile);
  const show = (): Promise<void> =>
    run(async () => {
      onRead(await read());
      close();
    });
  const save = (): Promise<void> => run(async () => saveAs(`${workspace}.yaml`, await read()));
  const saveWithSecrets = (): Promise<void> =>
    run(async () => {
      const { workspaceFile } = await api.call('GET /workspace-file/with-secrets');
      saveAs(`${workspace}-with-secrets.yaml`, toText(workspaceFile));
      close();
    });
  return (
    <>
      <div className="row wrap">
        <Button isBusy={isBusy} onClick={() => (isEdited ? setAsks('replace') : void show())}>
          Show it as it is now
        </Button>
        <Button isBusy={isBusy} onClick={() => void save()}>
          Save it
        </Button>
        <Button kind="quiet" why={whyNoSecrets} onClick={() => setAsks('secrets')}>
          Save it with secrets…
        </Button>
      </div>
      {error !== undefined && asks === undefined && <ErrorState error={error} />}
      <Confirm
        isOpen={asks === 'replace'}
        title="Replace what you have typed"
        says="The editor then has the workspace as it is now. What you have changed in it is gone."
        verb="Replace it"
        isBusy={isBusy}
        onConfirm={() => void show()}
        onClose={close}
      >
        {error !== undefined && <ErrorState error={error} />}
      </Confirm>
      <Confirm
        isOpen={asks === 'secrets'}
        title={`Export ${workspace} with its secrets`}
        says="The file holds every key and password in clear text. Whoever has it can send in your name. That you have looked is written to the audit log."
        verb="Save with secrets"
        isBusy={isBusy}
        onConfirm={() => void saveWithSecrets()}
        onClose={close}
      >
        {error !== undefined && <ErrorState error={error} />}
      </Confirm>
    </>
  );
}

function saveAs(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
