import type { Module } from './read-modules.ts';

/**
 * Modules that import each other in a circle, each circle as `a.ts -> b.ts -> a.ts`. Imports of types are none: they are
 * gone when the code runs.
 */
export function importCircles(modules: readonly Module[]): string[] {
  const imports = new Map(
    modules.map((module) => [
      module.path,
      [...new Set(module.imports.filter(({ isTypeOnly }) => !isTypeOnly).map(({ target }) => target))],
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const follow = (path: string, way: readonly string[]): void => {
    const began = way.indexOf(path);
    if (began !== -1) circles.push([...way.slice(began), path].join(' -> '));
    if (began !== -1 || done.has(path)) return;
    for (const target of imports.get(path) ?? []) follow(target, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) follow(path, []);
  return circles;
}
