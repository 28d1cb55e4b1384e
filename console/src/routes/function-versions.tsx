import { FunctionFrame } from './functions/frame.tsx';
import { Versions } from './functions/versions.tsx';

/** Which versions are there, what is different between them, and which one runs? */
export function Page() {
  return <FunctionFrame part="Versions">{(shown) => <Versions {...shown} />}</FunctionFrame>;
}
