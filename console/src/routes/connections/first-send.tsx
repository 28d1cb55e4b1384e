import { Link } from '../../app/links.tsx';
import { useSettings } from '../../data/api.tsx';
import { buttonClass } from '../../parts/button.tsx';
import { CodeLine } from '../../parts/copyable.tsx';
import { curlOf } from '../shared/curl-of.ts';
import styles from './connections.module.css';

type Source = {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly writeKeys: readonly string[];
};

/** There are sources, and none has ever sent anything: what to do next. */
export function FirstSend({ sources }: { readonly sources: readonly Source[] }) {
  const { ingestUrl } = useSettings();
  const source = sources.find(({ enabled }) => enabled) ?? sources[0];
  if (source === undefined) return undefined;
  const [writeKey] = source.writeKeys;
  return (
    <section className={`${styles['send'] ?? ''} stack`} aria-labelledby="first-send">
      <h2 id="first-send">Send a first event</h2>
      <p className="t2">
        Nothing has been sent yet. {source.name} takes events from the SDK that you have: its setup has the lines for
        each, with the address and the key filled in, and shows the event as it arrives.
      </p>
      <div>
        <Link
          className={buttonClass({ kind: 'primary' })}
          to="/w/$workspace/sources/$sourceId/setup"
          params={{ sourceId: source.id }}
        >
          Set up {source.name}
        </Link>
      </div>
      {writeKey !== undefined && (
        <div>
          <p className="label">Or in a shell</p>
          <CodeLine text={curlOf({ url: ingestUrl, writeKey })} label="Copy the command" />
        </div>
      )}
    </section>
  );
}
