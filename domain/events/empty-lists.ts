// An empty map of a language that cannot tell it from an empty list: PHP writes `[]` for both. Ingest takes it for an empty
// object wherever an event has an object; a list with entries stays what it is, and is refused where it does not belong.

type JsonObject = Readonly<Record<string, unknown>>;

/** Fields of `context` that the Spec describes as objects. */
const OBJECTS_OF_CONTEXT = [
  'app',
  'campaign',
  'device',
  'library',
  'location',
  'network',
  'os',
  'page',
  'referrer',
  'screen',
  'traits',
];

export function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** The value, or an empty object for an empty list. */
export function emptyListAsObject(value: unknown): unknown {
  return isEmptyList(value) ? {} : value;
}

/** The context of an event with objects where it has empty lists; the same object when it has none. */
export function withObjectsInContext(context: JsonObject): JsonObject {
  const lists = OBJECTS_OF_CONTEXT.filter((name) => isEmptyList(context[name]));
  return lists.length === 0 ? context : { ...context, ...Object.fromEntries(lists.map((name) => [name, {}])) };
}
