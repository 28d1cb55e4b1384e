import { useState } from 'react';
import { Link, useView } from '../app/links.tsx';
import { useMay, useSettings } from '../data/api.tsx';
import { Button, buttonClass } from '../parts/button.tsx';
import { CodeBlock } from '../parts/code.tsx';
import { Select } from '../parts/field.tsx';
import { PermissionNote } from '../parts/permission-note.tsx';
import { FirstEvent } from './sources/first-event-view.tsx';
import { LastRequests } from './sources/last-requests.tsx';
import { Snippet } from './sources/snippet.tsx';
import { isOfRequests, type Source } from './sources/intake.ts';
import { SourceFrame } from './sources/source-frame.tsx';
import { sendTestEvent, TEST_EVENT_NAME } from './sources/test-event.ts';
import { useFirstEvent } from './sources/use-first-event.ts';

/** How do I send? */
export function Page() {
  return (
    <SourceFrame part="setup" isSplit>
      {(source) =>
        isOfRequests(source) ? (
          <SetupOfRequests key={source.id} source={source} />
        ) : (
          <Setup key={source.id} source={source} />
        )
      }
    </SourceFrame>
  );
}

function Setup({ source }: { readonly source: Source }) {
  const [{ sdk = 'Node' }, change] = useView();
  const { ingestUrl } = useSettings();
  const [chosenKey, setKey] = useState<string>();
  const { may } = useMay('events:read');
  const waiting = useFirstEvent(source.id, may);
  const writeKey = source.writeKeys.find((key) => key === chosenKey) ?? source.writeKeys[0];
  const target = { url: ingestUrl, writeKey: writeKey ?? 'YOUR_WRITE_KEY' };
  return (
    <div className="setup">
      <section aria-label="How to send">
        <h2 className="sr">How to send</h2>
        <Snippet
          sdk={sdk}
          target={target}
          onChoose={(title) => change({ sdk: title })}
          testEvent={<TestEvent writeKey={writeKey} onSent={waiting.await} />}
        >
          {source.writeKeys.length > 1 && (
            <span className="key label t2">
              Key
              <Select
                aria-label="Write key"
                value={target.writeKey}
                options={source.writeKeys.map((key) => [key, key] as const)}
                onChange={setKey}
              />
            </span>
          )}
        </Snippet>
      </section>
      <section className="first" aria-label="The first event">
        <FirstEvent source={source} waiting={waiting} />
      </section>
    </div>
  );
}

/** A request to its address, instead of an event with a key. */
function SetupOfRequests({ source }: { readonly source: Source }) {
  const { may } = useMay('events:read');
  const waiting = useFirstEvent(source.id, may);
  const url = source.addresses?.findLast(({ endsAt }) => endsAt === undefined)?.url;
  return (
    <div className="setup">
      <section className="stack" aria-label="How to send">
        <h2>{source.metadataId === undefined ? 'Send a request to its address' : 'Give its address to who sends'}</h2>
        <p className="t2">
          {source.metadataId === undefined
            ? 'Whatever whoever sends calls a webhook goes there. The function makes events of it, which are taken in as any others are.'
            : 'Where the guide says so: most call it a webhook. The stream makes events of what comes there.'}
        </p>
        {source.metadataId !== undefined && <Guide catalogId={source.metadataId} />}
        <PermissionNote permission="sources:write" what="see its address" />
        {url !== undefined && (
          <CodeBlock
            text={`curl '${url}' \\\n  -H 'content-type: application/json' \\\n  -d '{"type": "test"}'`}
            language="sh"
            label="a request to its address"
          />
        )}
        <h2>Last requests</h2>
        <LastRequests sourceId={source.id} />
      </section>
      <section className="first" aria-label="The first event">
        <FirstEvent source={source} waiting={waiting} />
      </section>
    </div>
  );
}

function Guide({ catalogId }: { readonly catalogId: string }) {
  return (
    <p>
      <Link
        className={buttonClass({ size: 'small' })}
        to="/w/$workspace/catalog/sources/$catalogId"
        params={{ catalogId }}
      >
        The setup guide
      </Link>
    </p>
  );
}

type TestEventProps = {
  readonly writeKey: string | undefined;
  readonly onSent: (messageId: string) => void;
};

function TestEvent({ writeKey, onSent }: TestEventProps) {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const { roles } = useMay('sources:write');
  async function send(key: string): Promise<void> {
    setBusy(true);
    const result = await sendTestEvent(key, `console-${crypto.randomUUID()}`);
    setBusy(false);
    setFault(result.fault);
    if (result.fault === undefined) onSent(result.messageId);
  }
  return (
    <div className="between">
      <div>
        <h3>Or let the console send one</h3>
        <p className="t2">
          A real <code>{TEST_EVENT_NAME}</code> with this key, the way an SDK sends it. Destinations get it too.
        </p>
        {fault !== undefined && (
          <p className="hint-bad" role="alert">
            {fault}
          </p>
        )}
      </div>
      <Button
        icon="send"
        isBusy={isBusy}
        why={writeKey === undefined ? `Keys are for ${roles.join(', ')}` : undefined}
        onClick={() => writeKey !== undefined && void send(writeKey)}
      >
        Send test event
      </Button>
    </div>
  );
}
