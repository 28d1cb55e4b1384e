// Paths and templates as mappings write them: `$.properties.items[0].id`, `Order of {{properties.total}}`. They mean what
// they mean in Segment's kit, but that they read only what the event has, and never what every object has (`constructor`).

/** Between the names of a path: a dot, or brackets around a number or a quoted name. */
const SEPARATOR = /\[(?="|'|\d)|\.|(?<="|'|\d)]+/g;

/** The names in a path that begins at the event, none for the event itself. */
export function namesIn(path: string): readonly string[] {
  if (path === '' || path === '.') return [];
  return path
    .split(SEPARATOR)
    .filter((name) => name !== '')
    .map((name) => name.replace(/'|"/g, ''));
}

/** The same for what stands in `@path`, where the event may be called `$`. */
export function namesInPath(path: string): readonly string[] {
  return namesIn(path.replace('$.', ''));
}

/** What the names lead to. What is empty (null, 0, '') and has nothing under it stands for all that is asked of it. */
export function read(value: unknown, names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (!found) return found;
    found = Object.hasOwn(found, name) ? (found as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  return found;
}

const TRIPLE = /\{\{\{([^}]+)\}\}\}/g;
const DOUBLE = /\{\{([^}]+)\}\}/g;

/**
 * The text that a template makes of an event. What stands in three braces is filled in first, and looked at again with the
 * rest.
 */
export function compileTemplate(template: string): (data?: unknown) => string {
  if (template.search(TRIPLE) >= 0) {
    return (data = {}) =>
      fill(
        template.replace(TRIPLE, (_, path: string) => textAt(data, namesIn(path.trim()))),
        data,
      );
  }
  const parts = template.split(DOUBLE);
  const places = parts.map((part, index) => (index % 2 === 1 ? namesIn(part.trim()) : undefined));
  return (data = {}) => {
    let text = '';
    for (const [index, part] of parts.entries()) {
      const names = places[index];
      text += names === undefined ? part : textAt(data, names);
    }
    return text;
  };
}

function fill(template: string, data: unknown): string {
  return template.replace(DOUBLE, (_, path: string) => textAt(data, namesIn(path.trim())));
}

function textAt(data: unknown, names: readonly string[]): string {
  const value = read(data, names) ?? '';
  return typeof value === 'string' ? value : textOf(value);
}

/** As JavaScript writes a value; an object says only that it is one, whatever it has that is called `toString`. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item: unknown) => textOf(item ?? '')).join(',');
  return typeof value === 'object' && value !== null ? '[object Object]' : String(value);
}
