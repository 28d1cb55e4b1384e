import { useState } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import { Link, useGo } from '../../app/links.tsx';
import { useMay } from '../../data/api.tsx';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { State } from '../../parts/state.tsx';
import { useToast } from '../../parts/toast.tsx';
import { connectionWords, type ConnectionAnswer } from '../shared/connection-words.ts';
import { Step } from './step.tsx';

type Destination = DataOf<'GET /destinations/{destinationId}'>['destination'];

type TryProps = {
  readonly destination: Destination;
  readonly revision: string | undefined;
  readonly isOpen: boolean;
  readonly onRepair: () => void;
};

/** One harmless event, what came back, and the switch. */
export function TryAndSwitchOn({ destination, revision, isOpen, onRepair }: TryProps) {
  const { id, enabled } = destination;
  const test = useTest(id);
  const isConnected = test.result?.connection === 'connected';
  // What is on needs no test to go on.
  const isTried = isConnected || enabled;
  return (
    <>
      <Step
        {...{ number: 3, title: 'Test', isOpen }}
        isCurrent={isOpen && !isTried}
        done={isConnected ? 'it took the event' : undefined}
      >
        <Try test={test} isConnected={isConnected} onRepair={onRepair} />
      </Step>
      <Step
        {...{ number: 4, title: 'On', isOpen }}
        isCurrent={isOpen && isTried}
        done={enabled ? 'it gets events' : undefined}
      >
        <SwitchOn destination={destination} revision={revision} isConnected={isConnected} />
      </Step>
    </>
  );
}

type OneTryProps = {
  readonly test: ReturnType<typeof useTest>;
  readonly isConnected: boolean;
  readonly onRepair: () => void;
};

function Try({ test, isConnected, onRepair }: OneTryProps) {
  const { may, roles } = useMay('destinations:test');
  return (
    <div className="stack">
      <p className="t2">Sends one harmless event, signed and with these settings, and shows the answer.</p>
      {test.error !== undefined && <ErrorState error={test.error} />}
      {test.result !== undefined && <Outcome {...test.result} onRepair={onRepair} />}
      <div className="row">
        <Button
          kind={isConnected ? 'plain' : 'primary'}
          icon="send"
          isBusy={test.isBusy}
          why={may ? undefined : `For ${roles.join(', ')}`}
          onClick={test.run}
        >
          {test.result === undefined ? 'Send the test event' : 'Test again'}
        </Button>
      </div>
    </div>
  );
}

type SwitchProps = Pick<TryProps, 'destination' | 'revision'> & { readonly isConnected: boolean };

function SwitchOn({ destination: { id, name, enabled }, revision, isConnected }: SwitchProps) {
  const switchOn = useWrite('PATCH /destinations/{destinationId}');
  const go = useGo();
  const say = useToast();
  const finish = async (): Promise<void> => {
    const ifMatch = revision === undefined ? {} : { ifMatch: revision };
    const done = await switchOn.run({ params: { destinationId: id }, body: { enabled: true }, ...ifMatch });
    if (done === undefined) return;
    say(`${name} is on`);
    void go({ to: '/w/$workspace/destinations/$destinationId', params: { destinationId: id } });
  };
  return (
    <div className="stack">
      <p className="t2">
        {enabled
          ? 'It is on.'
          : 'It is switched off. Once it is on it gets the events of the source, from then on: nothing of before.'}
      </p>
      {switchOn.error !== undefined && <ErrorState error={switchOn.error} />}
      <div className="row">
        {enabled ? (
          <Link className="link" to="/w/$workspace/destinations/$destinationId" params={{ destinationId: id }}>
            Go to {name}
          </Link>
        ) : (
          <Button kind={isConnected ? 'primary' : 'plain'} isBusy={switchOn.isBusy} onClick={() => void finish()}>
            {isConnected ? 'Switch it on' : 'Switch it on without a good test'}
          </Button>
        )}
      </div>
    </div>
  );
}

function useTest(destinationId: string) {
  const [result, setResult] = useState<ConnectionAnswer>();
  const { run, isBusy, error } = useWrite('POST /destinations/{destinationId}/test-connection');
  const test = async (): Promise<void> => setResult(await run({ params: { destinationId }, body: undefined }));
  return { run: () => void test(), isBusy, error, result };
}

function Outcome({ onRepair, ...tested }: ConnectionAnswer & { readonly onRepair: () => void }) {
  const { connection, explanation, test } = tested;
  const [state, verdict] = connectionWords(tested);
  return (
    <div className="stack" role="status">
      <div className={connection === 'connected' ? 'banner ok' : 'banner'}>
        <State state={state}>
          <b>{verdict}</b>
        </State>
        <p>{explanation}</p>
        {connection !== 'connected' && (
          <Button size="small" onClick={onRepair}>
            Change the settings
          </Button>
        )}
      </div>
      <Exchange {...test} />
    </div>
  );
}

function Exchange({ request, response }: ConnectionAnswer['test']) {
  if (request === undefined) return null;
  return (
    <details>
      <summary>What was sent, and what came back</summary>
      <div className="stack">
        <pre className="codebox scroll" tabIndex={0} aria-label="The request">
          {`${request.method} ${request.url}\n${headerLines(request.headers)}\n\n${request.body}`}
        </pre>
        {response !== undefined && (
          <pre className="codebox scroll" tabIndex={0} aria-label="The answer">
            {response.kind === 'response'
              ? `${response.status} after ${response.latencyMs} ms\n${headerLines(response.headers)}\n\n${response.body}`
              : `No answer after ${response.latencyMs} ms: ${response.message}`}
          </pre>
        )}
      </div>
    </details>
  );
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
