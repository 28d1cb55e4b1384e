import { useWhyNot } from '../../parts/permission-note.tsx';
import { Button } from '../../parts/button.tsx';
import { CodeLine } from '../../parts/copyable.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import styles from './connections.module.css';

/** Nothing is there yet: what a source is, one action, and where its events will go. */
export function FirstRun({ onCreate }: { readonly onCreate: () => void }) {
  const why = useWhyNot('sources:write');
  return (
    <div className={styles['first']}>
      <div className="stack">
        <h2>Nothing flows yet</h2>
        <p className="t2">
          A source is a website, an app or a server that sends events. Create one, send an event with the SDK you have,
          and see it here about a second later.
        </p>
        <div>
          <Button kind="primary" icon="plus" why={why} onClick={onCreate}>
            Create the first source
          </Button>
        </div>
        <div>
          <p className="label">Or in a shell</p>
          <CodeLine text="npm run penstock -- sources create Website --id website" label="Copy the command" />
        </div>
      </div>
      <svg
        className={styles['firstlines']}
        width="136"
        height="160"
        viewBox="0 0 136 160"
        fill="none"
        aria-hidden="true"
      >
        <path d="M1 64V96" stroke="var(--text-3)" strokeWidth="2" />
        <path d="M4 74C68 74 68 8 132 8" stroke="var(--ok)" strokeWidth="2" />
        <path d="M4 80H132" stroke="var(--off)" strokeWidth="1.5" strokeDasharray="1.5 5" strokeLinecap="round" />
        <path
          d="M4 86C68 86 68 152 132 152"
          stroke="var(--off)"
          strokeWidth="1.5"
          strokeDasharray="1.5 5"
          strokeLinecap="round"
        />
      </svg>
      <ul className={styles['ways']}>
        <Way state="ok" name="Archive" says="Every accepted event, from the first on. It can be replayed later." />
        <Way
          state="off"
          name="An entry of the catalog"
          says="What this installation offers, each tested and reviewed."
        />
        <Way
          state="off"
          name="A webhook of your own"
          says="Any HTTPS address, signed, with nine retries over four hours."
        />
      </ul>
    </div>
  );
}

function Way({ state, name, says }: { readonly state: 'ok' | 'off'; readonly name: string; readonly says: string }) {
  return (
    <li>
      <StateGlyph state={state} />
      <div>
        <b>{name}</b>
        <p className="t2">{says}</p>
      </div>
    </li>
  );
}
