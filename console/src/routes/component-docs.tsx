import {
  DESTINATION_SECTIONS,
  documentationProblems,
  renderDocumentation,
  SOURCE_SECTIONS,
} from '../../../domain/catalog/documentation-template.ts';
import { UnsavedChanges } from '../app/unsaved-changes.tsx';
import { useEdited } from '../data/edited.ts';
import { problemsOf, useWrite } from '../data/write.ts';
import { Field, TextArea } from '../parts/field.tsx';
import { Markdown } from '../parts/markdown/markdown.tsx';
import { countText } from '../parts/number.tsx';
import { useRead } from '../data/read.ts';
import { SaveBar } from '../parts/save-bar.tsx';
import { State } from '../parts/state.tsx';
import { ComponentPage, type Shown } from './developer/component-page.tsx';
import { whyNotEdited } from './developer/component-texts.ts';
import css from './developer/developer.module.css';

/** Can a customer set it up by what stands here? */
export function Page() {
  return <ComponentPage>{(shown) => <Docs {...shown} />}</ComponentPage>;
}

const SOURCES: readonly string[] = ['stream', 'sync'];
const MAX_CHARACTERS = 40_000;

function Docs({ component, definition, revision }: Shown) {
  const edited = useEdited({ documentation: definition.documentation }, revision);
  const { documentation } = edited.form;
  const { run, isBusy, error } = useWrite('PATCH /components/{componentId}');
  const app = useRead('GET /apps/{appId}', { params: { appId: component.appId } });
  const why = whyNotEdited(component);
  const open = documentationProblems(
    documentation,
    SOURCES.includes(component.kind) ? SOURCE_SECTIONS : DESTINATION_SECTIONS,
  );
  const save = async (): Promise<void> => {
    const ifMatch = edited.revision === undefined ? {} : { ifMatch: edited.revision };
    const saved = await run({ params: { componentId: component.id }, body: { documentation }, ...ifMatch });
    if (saved !== undefined) edited.discard();
  };
  return (
    <>
      <UnsavedChanges when={edited.changed.length > 0} />
      <div className={`${css['columns']} ${css['even']}`}>
        <section className="stack" aria-label="Text">
          {why !== undefined && <p className="banner note">{why}.</p>}
          <Field
            label="Documentation"
            note={`Markdown, ${countText(documentation.length)} of ${countText(MAX_CHARACTERS)} characters`}
            help="{{name}}, {{events}}, {{settings}} and {{support}} are filled in. Replace what stands in [[ ]]."
            fault={problemsOf(error).get('documentation')}
          >
            <TextArea
              isMono
              className={css['docs'] ?? ''}
              rows={28}
              readOnly={why !== undefined}
              value={documentation}
              onChange={(text) => edited.change({ documentation: text })}
            />
          </Field>
          {open.length === 0 ? (
            <State state="pass">No section is missing, and no prompt is left.</State>
          ) : (
            <ul className="stack-small" aria-label="What is open">
              {open.map((problem) => (
                <li key={problem}>
                  <State state="failed">{problem}</State>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className={css['preview']} aria-label="As customers see it">
          <p className="label t2">As customers see it</p>
          <Markdown text={renderDocumentation(documentation, { ...definition, support: app.data?.app.support })} />
        </section>
      </div>
      <SaveBar edited={edited} onSave={() => void save()} {...{ isBusy, error, why }} />
    </>
  );
}
