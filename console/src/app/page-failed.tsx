import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../parts/error-state.tsx';
import { Gone } from '../parts/part-gone.tsx';
import { Page as Frame } from './page.tsx';
import { PageGoneError } from './page-gone-error.ts';

/** A fault of ours, or a page whose file is not there: the shell around it goes on. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Frame title="This page could not be shown">
      {error instanceof PageGoneError ? <Gone what="This page" /> : <ErrorState error={error} retry={reset} />}
    </Frame>
  );
}
