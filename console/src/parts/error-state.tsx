import { useAskAgain } from '../data/read.ts';
import { Button } from './button.tsx';
import { errorTextOf, type ErrorText } from './error-text.ts';
import { StateGlyph } from './state.tsx';
import { ExactTime } from './time.tsx';

type ErrorProps = { readonly error: unknown; readonly retry?: (() => void) | undefined };

/** Nothing could be read: what the API says, its code, and a way to ask again. */
export function ErrorState({ error, retry }: ErrorProps) {
  const { text, ...details } = errorTextOf(error);
  return (
    <div className="banner" role="alert">
      <StateGlyph state="failed" />
      <div className="said">
        <p>
          <b>{text}</b> <Details {...details} />
        </p>
        <Problems of={details} />
      </div>
      <Retry retry={retry} />
    </div>
  );
}

/** What is shown is of before, because it cannot be read now. */
export function OldData({ error, retry, asOf }: ErrorProps & { readonly asOf: Date | undefined }) {
  const { text, ...details } = errorTextOf(error);
  return (
    <div className="banner note" role="status">
      <StateGlyph state="off" />
      <p>
        {asOf !== undefined && (
          <>
            As of <ExactTime at={asOf} />:{' '}
          </>
        )}
        {text} <Details {...details} />
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

type DetailsOf = Omit<ErrorText, 'text'>;

function Details({ help, code }: DetailsOf) {
  return (
    <>
      {help} {code !== undefined && <code>{code}</code>}
    </>
  );
}

/** Forms say it at their fields, and give no list here. */
function Problems({ of: { problems = [] } }: { readonly of: DetailsOf }) {
  if (problems.length === 0) return null;
  return (
    <ul>
      {problems.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          <code>{path}</code> {message}
        </li>
      ))}
    </ul>
  );
}
