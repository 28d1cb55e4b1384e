import type { FileFault } from './file.ts';

type FaultListProps = {
  readonly faults: readonly FileFault[];
  /** It is allowed, and most likely a mistake. */
  readonly isWarning?: boolean;
};

/** The same that the editor underlines, in words and with its line. */
export function FaultList({ faults, isWarning = false }: FaultListProps) {
  if (faults.length === 0) return null;
  return (
    <div className={isWarning ? 'banner waiting' : 'banner'} role="alert">
      <ul className="file-faults">
        {faults.map(({ line, path, message }) => (
          <li key={`${line} ${path ?? ''} ${message}`}>
            <b>Line {line}</b> {path !== undefined && path !== '' && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
