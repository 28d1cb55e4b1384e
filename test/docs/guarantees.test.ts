import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/guarantees.md', 'utf8');
const rows = [...page.matchAll(/^\| `(test\/[^`]+)` *\| (.*?) *\|$/gm)].map(([, file = '', named = '']) => ({
  file,
  named,
}));

/** `group: behaviour; another one (a remark)`, of which the page may leave the group or the behaviour out. */
function isNamedIn(source: string, named: string): boolean {
  const parts = named
    .replace(/ \([^)]*\)$/, '')
    .replaceAll('`', '')
    .split('; ');
  return parts.every((part) => {
    const words = part.split(': ');
    const halves = words.map((_, cut) => [words.slice(0, cut).join(': '), words.slice(cut).join(': ')]);
    return halves.some((both) => both.every((half) => source.includes(half)));
  });
}

test('the page of guarantees names tests at all', () => {
  expect(rows.length).toBeGreaterThan(50);
});

test.each(rows)('the page of guarantees names a test that there is: $file, $named', ({ file, named }) => {
  expect(isNamedIn(readFileSync(file, 'utf8'), named)).toBe(true);
});
