import { ApiCallError } from '../../../client/call-error.ts';
import { useAskAgain } from '../data/read.ts';
import { Button } from './button.tsx';
import { StateGlyph } from './state.tsx';
import { ExactTime } from './time.tsx';

type ErrorProps = { readonly error: unknown; readonly retry?: (() => void) | undefined };

/** Nothing could be read: what the API says, its code, and a way to ask again. */
export function ErrorState({ error, retry }: ErrorProps) {
  return (
    <div className="banner" role="alert">
      <StateGlyph state="failed" />
      <p>
        <b>{textOf(error)}</b> <code>{codeOf(error)}</code>
      </p>
      <Retry retry={retry} />
    </div>
  );
}

/** What is shown is of before, because it cannot be read now. */
export function OldData({ error, retry, asOf }: ErrorProps & { readonly asOf: Date | undefined }) {
  return (
    <div className="banner note" role="status">
      <StateGlyph state="off" />
      <p>
        {asOf !== undefined && (
          <>
            As of <ExactTime at={asOf} />:{' '}
          </>
        )}
        {textOf(error)} <code>{codeOf(error)}</code>
      </p>
      <Retry retry={retry} />
    </div>
  );
}

function Retry({ retry }: Pick<ErrorProps, 'retry'>) {
  const askAgain = useAskAgain();
  if (retry === undefined) return null;
  return (
    <Button
      size="small"
      onClick={() => {
        retry();
        askAgain();
      }}
    >
      Try again
    </Button>
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
  return error instanceof ApiCallError ? [error.status || '', error.code].join(' ').trim() : '';
}
