import { useState } from 'react';
import { Page as Frame } from '../app/page.tsx';
import { useList } from '../data/read.ts';
import { Button } from '../parts/button.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { NewToken } from '../workspace/new-token.tsx';
import { TokensTable } from '../workspace/tokens-table.tsx';
import '../workspace/workspace.css';

/** Whether a token is still in use is asked before it is revoked. */
const EVERY_MS = 30_000;

/** What may programs do here, and which are still in use? */
export function Page() {
  const tokens = useList('GET /tokens', {}, { every: EVERY_MS });
  const whyNot = useWhyNot('tokens:write');
  const [isMaking, setMaking] = useState(false);
  return (
    <Frame
      title="Tokens"
      sub="For programs that use the API. Each is shown once, when it is made; only its hash is stored."
      actions={
        <Button kind="primary" icon="plus" why={whyNot} onClick={() => setMaking(true)}>
          New token
        </Button>
      }
    >
      <div className="ws-body">
        <Reading read={tokens} bones={<Bones rows={4} />}>
          {(rows) => <TokensTable tokens={rows} />}
        </Reading>
      </div>
      {isMaking && <NewToken onClose={() => setMaking(false)} />}
    </Frame>
  );
}
