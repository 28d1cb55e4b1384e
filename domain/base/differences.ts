// What differs between two documents, field by field: what people see of a change before and after it is made.

export type Difference = {
  /** `settings.url`, `writeKeys` */
  readonly path: string;
  /** Absent where there was nothing. */
  readonly before?: unknown;
  /** Absent where there is nothing any more. */
  readonly after?: unknown;
};

type Fields = Readonly<Record<string, unknown>>;

/** Fields that are not the same, in the order of their paths. Lists and marks of secrets are compared as a whole. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (isSame(before, after)) return [];
  if (!isOpen(before) || !isOpen(after)) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => differences(before[name], after[name], path === '' ? name : `${path}.${name}`));
}

/** Whether two JSON values say the same; the order of fields says nothing, and neither does one that is undefined. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (!isFields(one) || !isFields(other)) return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(one[name], other[name]));
}

/** Fields that are looked into. The mark of a secret is one thing, whatever it says. */
function isOpen(value: unknown): value is Fields {
  return isFields(value) && value['set'] !== true;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
