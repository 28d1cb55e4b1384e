import { expect, test } from 'vitest';
import { COMMANDS } from '../../bin/penstock/commands.ts';
import { parse } from '../../bin/penstock/parse.ts';
import { destinationCommands } from '../../console/src/routes/destination/commands.ts';
import { sourceCommands } from '../../console/src/routes/sources/commands.ts';

const said = [
  ...(['overview', 'debugger', 'schema', 'setup', 'settings', 'history'] as const).flatMap((part) =>
    [true, false].flatMap((isOfRequests) => sourceCommands(part, 'web', isOfRequests)),
  ),
  ...[undefined, 'Settings', 'Filter', 'Mappings', 'Event Tester', 'Undelivered', 'Replays', 'History'].flatMap(
    (part) => destinationCommands(part, 'crm'),
  ),
];

/** As a shell takes it apart: what stands in quotes is one word. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));

test.each(said)('what a page says as a command is one: %s', (line) => {
  const [program, ...argv] = wordsOf(line);

  expect(program).toBe('penstock');
  expect(parse(argv, COMMANDS)).toMatchObject({ kind: 'run' });
});
