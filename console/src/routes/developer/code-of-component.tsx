// The code of a component, to be changed: what is saved is the code of the draft.

import '../../styles/destination.css';
import '../functions/functions.css';
import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { useEdited } from '../../data/edited.ts';
import { useRead } from '../../data/read.ts';
import { problemsOf } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import { codeDifference } from '../functions/editor/code-difference.tsx';
import { SAMPLES } from '../functions/editor/samples.ts';
import { Workbench } from '../functions/editor/workbench.tsx';
import { useSave } from '../shared/use-save.ts';
import type { Shown } from './component-page.tsx';
import { whyNotEdited } from './component-texts.ts';

export function CodeOfComponent(shown: Shown) {
  const componentId = shown.component.id;
  const read = useRead('GET /components/{componentId}/code', { params: { componentId } });
  if (shown.component.kind !== 'function') {
    return <EmptyState says="This component sends to an address, and has no code." />;
  }
  return (
    <Reading read={read} bones={<Bones rows={10} height={24} />}>
      {({ componentCode }) => <Editing {...shown} stored={componentCode?.code ?? ''} />}
    </Reading>
  );
}

/** A component has an address of its own. */
const SAMPLE = SAMPLES.destination.code.replace('settings.endpoint', "'https://api.example.com/events'");

function Editing({ component, definition, revision, stored }: Shown & { readonly stored: string }) {
  const { id: componentId, draft, currentVersion = 0 } = component;
  const version = draft?.version ?? currentVersion + 1;
  const edited = useEdited({ code: stored }, revision);
  const save = useSave('PATCH /components/{componentId}', {
    onSaved: edited.discard,
    says: () => `The code of version ${version} is saved. It is a draft until it is reviewed.`,
  });
  const mayNot = whyNotEdited(component);
  const { code } = edited.form;
  const isChanged = edited.changed.length > 0;
  const change = (some: { readonly code?: string }): void => {
    save.reset();
    edited.change(some);
  };
  return (
    <>
      <Workbench
        functionId={componentId}
        isNew
        type="destination"
        form={{ code, settings: [] }}
        schema={definition.settingsSchema}
        isReadOnly={mayNot !== undefined}
        problem={problemsOf(save.error).get('code')}
        onChange={change}
        above={<Above mayNot={mayNot} isEmpty={code === ''} onBegin={() => change({ code: SAMPLE })} />}
      />
      <SaveBar
        edited={{ ...edited, discard: save.forgetting(edited.discard), keepMine: save.forgetting(edited.keepMine) }}
        verb={draft === undefined ? `Save as version ${version}` : 'Save the draft'}
        error={save.error}
        isBusy={save.isBusy}
        why={mayNot ?? (code.trim() === '' ? 'There is no code' : undefined)}
        showing={codeDifference}
        onSave={() => void save.run({ params: { componentId }, body: { code } }, edited.revision)}
      />
      <UnsavedChanges when={isChanged} says={`The code of ${definition.name} has changes that are not saved.`} />
    </>
  );
}

type AboveProps = { readonly mayNot: string | undefined; readonly isEmpty: boolean; readonly onBegin: () => void };

function Above({ mayNot, isEmpty, onBegin }: AboveProps) {
  if (mayNot !== undefined) return <p className="banner note">{mayNot}.</p>;
  if (!isEmpty) return null;
  return (
    <div className="between wraps">
      <p className="t2">It has no code yet. What customers fill in is in Settings, and comes as the second argument.</p>
      <Button onClick={onBegin}>Begin with a sample</Button>
    </div>
  );
}
