import { FunctionFrame } from './functions/frame.tsx';
import { Overview } from './functions/overview.tsx';

/** What of it runs, for whom, and what goes wrong? */
export function Page() {
  return <FunctionFrame>{({ function: of, revision }) => <Overview of={of} revision={revision} />}</FunctionFrame>;
}
