// A function as it stands in the editor.

import type { FunctionSettings } from '../../../../../domain/workspace/function.ts';
import type { FunctionType } from '../function.ts';

export type Draft = {
  readonly type: FunctionType;
  readonly code: string;
  readonly settings: FunctionSettings;
};
