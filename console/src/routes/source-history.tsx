import { History } from './shared/history.tsx';
import { SourceFrame } from './sources/source-frame.tsx';

/** Who has changed what? */
export function Page() {
  return (
    <SourceFrame part="history">
      {({ id, name }) => <History resourceType="source" resourceId={id} name={name} />}
    </SourceFrame>
  );
}
