import { bundleFunction } from '../../local/function-files.ts';
import { UsageError } from './command.ts';

/** The code of a file, with what it imports, as a workspace file has it. */
export async function codeOf(path: string): Promise<string> {
  const bundled = await bundleFunction(path);
  if (bundled.ok) return bundled.code;
  throw new UsageError(`${path} cannot be bundled: ${bundled.message}`);
}
