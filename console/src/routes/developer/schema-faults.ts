import { settingsSchema, type SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';

/** What is wrong with a schema, by its place: `properties.region.enum`. The rules are those of the API. */
export function faultsOfSchema(schema: SettingsSchema): ReadonlyMap<string, string> {
  const result = settingsSchema.safeParse(schema);
  if (result.success) return new Map();
  return new Map(result.error.issues.map(({ path, message }) => [path.map(String).join('.'), message]));
}
