// A function as it stands in the editor.

import type { SettingsSchema } from '../../../../../domain/catalog/settings-schema.ts';
import type { FunctionType } from '../function.ts';

export type Draft = {
  readonly type: FunctionType;
  readonly code: string;
  /** Of the settings that its handlers are given. */
  readonly schema: SettingsSchema;
};
