import { FunctionFrame } from './functions/frame.tsx';
import { CodePage } from './functions/code-page.tsx';

/** What does it do, and what would it do with this event? */
export function Page() {
  return (
    <FunctionFrame part="Code" isSplit>
      {({ function: of, revision }) => <CodePage key={of.id} of={of} revision={revision} />}
    </FunctionFrame>
  );
}
