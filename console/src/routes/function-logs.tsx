import { FunctionFrame } from './functions/frame.tsx';
import { Logs } from './functions/logs.tsx';

/** What does it do in production, and what goes wrong? */
export function Page() {
  return (
    <FunctionFrame part="Logs" isSplit>
      {({ function: of }) => <Logs key={of.id} functionId={of.id} />}
    </FunctionFrame>
  );
}
