import { useState } from 'react';
import { useApi, useWorkspaceId } from '../data/api.tsx';
import { ApiCallError } from '../../../client/call-error.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { toText } from './file.ts';

type ExportProps = { readonly onRead: (text: string) => void };

/** Reads the file into the editor, or saves it with its secrets. */
export function Export({ onRead }: ExportProps) {
  const api = useApi();
  const workspace = useWorkspaceId();
  const whyNoSecrets = useWhyNot('secrets:read');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiCallError>();
  const [asks, setAsks] = useState(false);
  const doing = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (failed) {
      if (!(failed instanceof ApiCallError)) throw failed;
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const read = async (): Promise<string> => toText((await api.call('GET /workspace-file')).workspaceFile);
  const save = (text: string): void => saveAs(`${workspace}.yaml`, text);
  const saveWithSecrets = async (): Promise<void> => {
    const { workspaceFile } = await api.call('GET /workspace-file/with-secrets');
    saveAs(`${workspace}-with-secrets.yaml`, toText(workspaceFile));
    setAsks(false);
  };
  return (
    <>
      <div className="row wrap">
        <Button isBusy={isBusy} onClick={() => void doing(async () => onRead(await read()))}>
          Show it as it is now
        </Button>
        <Button isBusy={isBusy} onClick={() => void doing(async () => save(await read()))}>
          Save it
        </Button>
        {whyNoSecrets === undefined && (
          <Button kind="quiet" onClick={() => setAsks(true)}>
            Save it with secrets…
          </Button>
        )}
      </div>
      {error !== undefined && !asks && <ErrorState error={error} />}
      {asks && (
        <Confirm
          isOpen
          title={`Export ${workspace} with its secrets`}
          says="The file holds every key and password in clear text. Whoever has it can send in your name. That you have looked is written to the audit log."
          verb="Save with secrets"
          isBusy={isBusy}
          onConfirm={() => void doing(saveWithSecrets)}
          onClose={() => setAsks(false)}
        >
          {error !== undefined && <ErrorState error={error} />}
        </Confirm>
      )}
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
