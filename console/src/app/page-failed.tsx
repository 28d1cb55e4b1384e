import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../parts/error-state.tsx';
import { Page as Frame } from './page.tsx';

/** A fault of ours: the page could not be shown. The shell around it goes on. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Frame title="This page could not be shown">
      <ErrorState error={error} retry={reset} />
    </Frame>
  );
}
