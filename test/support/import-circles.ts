import type { Module } from './read-modules.ts';

/** Folders of which each takes from the other, as `a <-> b`, with an import of each way. Types count as well. */
export function mutualFolders(modules: readonly Module[], folderOf: (path: string) => string | undefined): string[] {
  const ways = new Map<string, string>();
  for (const { path, imports } of modules)
    for (const { target } of imports) {
      const [from, to] = [folderOf(path), folderOf(target)];
      if (from !== undefined && to !== undefined && from !== to) ways.set(`${from} ${to}`, `${path} imports ${target}`);
    }
  return [...ways].flatMap(([way, example]) => {
    const [from = '', to = ''] = way.split(' ');
    const back = ways.get(`${to} ${from}`);
    return back === undefined || from > to ? [] : [`${from} <-> ${to}: ${example}, ${back}`];
  });
}

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
