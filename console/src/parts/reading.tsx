// What a page shows while it reads, when reading fails, and when it failed after it had gone well before.

import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import type { Read } from '../data/read.ts';
import { Button } from './button.tsx';
import { ErrorState, OldData } from './error-state.tsx';

/** What comes sooner would only flicker. */
const BONES_AFTER_MS = 200;
const STILL_WAITING_AFTER_MS = 10_000;

type ReadingProps<Data> = {
  readonly read: Read<Data>;
  /** The layout of what comes, in its final size. */
  readonly bones: ReactNode;
  readonly children: (data: Data) => ReactNode;
};

/** `<Reading read={useRead('GET /sources')} bones={<Bones rows={5} />}>{(data) => …}</Reading>` */
export function Reading<Data>({ read, bones, children }: ReadingProps<Data>) {
  const { data, error, retry, asOf } = read;
  const above = use(ToldAbove);
  if (data === undefined && error !== undefined) return <ErrorState error={error} retry={retry} />;
  if (data === undefined) return <Waiting retry={retry}>{bones}</Waiting>;
  const isOld = error !== undefined;
  return (
    <>
      {isOld && !isSame(above, read) && <OldData error={error} retry={retry} asOf={asOf} />}
      <ToldAbove value={isOld ? read : above}>{children(data)}</ToldAbove>
    </>
  );
}

type Told = Pick<Read<unknown>, 'error' | 'asOf'>;

/** What is said around it about what cannot be read. */
const ToldAbove = createContext<Told | undefined>(undefined);

const SAME_MOMENT_MS = 60_000;

/** Once is enough: it is old for the same reason and since about the same time. */
function isSame(above: Told | undefined, { error, asOf }: Told): boolean {
  if (above?.asOf === undefined || asOf === undefined) return false;
  return above.error?.code === error?.code && Math.abs(above.asOf.getTime() - asOf.getTime()) < SAME_MOMENT_MS;
}

function Waiting({ retry, children }: { readonly retry: () => void; readonly children: ReactNode }) {
  const isLong = useIsAfter(STILL_WAITING_AFTER_MS);
  return (
    <div aria-busy="true">
      {isLong && (
        <p className="row" role="status">
          Still waiting for the API.{' '}
          <Button size="small" onClick={retry}>
            Ask again
          </Button>
        </p>
      )}
      <Delayed>{children}</Delayed>
    </div>
  );
}

/** Not there at once, so that what is quick does not flicker. */
export function Delayed({ children }: { readonly children: ReactNode }) {
  return useIsAfter(BONES_AFTER_MS) ? children : null;
}

function useIsAfter(ms: number): boolean {
  const [isAfter, setAfter] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAfter(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isAfter;
}

/** Rows of a list that is on its way. */
export function Bones({ rows, height = 40 }: { readonly rows: number; readonly height?: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="bone-row" style={{ height }}>
          <i className="bone" style={{ width: `${30 + ((row * 17) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}
