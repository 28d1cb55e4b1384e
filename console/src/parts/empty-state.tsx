import type { ReactNode } from 'react';
import { CodeLine } from './copyable.tsx';

type EmptyStateProps = {
  /** One sentence: what is not there, and what comes of doing something about it. */
  readonly says: string;
  /** The same as the action, from a shell. */
  readonly command?: string;
  /** One action. */
  readonly children?: ReactNode;
};

export function EmptyState({ says, command, children }: EmptyStateProps) {
  return (
    <div className="empty">
      <p>{says}</p>
      {children}
      {command !== undefined && <CodeLine text={command} label="Copy the command" />}
    </div>
  );
}
