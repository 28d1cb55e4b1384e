import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALIASES } from '../../functions/control-api/aliases/aliases.ts';
import { API_ROUTES } from '../../functions/control-api/routes.ts';

test('every alias is in docs/api.md beside its route, which is there', () => {
  const lines = new Set(API_ROUTES.map(({ method, path }) => `${method} ${path}`));
  const rows = [...readFileSync('docs/api.md', 'utf8').matchAll(/^\| `(\w+ \/api\/[^`]+)` *\| `([^`]+)` *\|$/gm)];

  expect(rows.map(([, alias, route]) => `${alias} -> ${route}`).toSorted()).toEqual(
    ALIASES.map(({ pattern, of }) => `${pattern} -> ${of}`).toSorted(),
  );
  expect(ALIASES.filter(({ of }) => !lines.has(of))).toEqual([]);
});
