import { describe, expect, test } from 'vitest';
import {
  changesSince,
  inPlanOrder,
  planText,
  readFile,
  toText,
  type FileChange,
  type FileFault,
} from '../../../console/src/file/file.ts';

const FILE = `workspace: acme
sources:
  - id: web
    name: Website
destinations:
  - id: crm
    source: web
    kind: webhook
    settings:
      url: htp://crm.example
`;

const aChange = (action: FileChange['action'], resourceId: string): FileChange => ({
  ...{ action, resourceType: 'source', resourceId, differences: [] },
});

function placesOf(text: string, paths: readonly string[]): FileFault[] {
  const read = readFile(text);
  if ('faults' in read) throw new Error('It could not be read');
  return read.placesOf(paths.map((path) => ({ path, message: 'is wrong' })));
}
const textAt = (text: string, fault: FileFault | undefined): string => text.slice(fault?.from, fault?.to);

describe('a workspace file as text', () => {
  test('is YAML, and what is written of one is read back as it was', () => {
    const file = { workspace: 'acme', sources: [{ id: 'web', writeKeys: { set: true } }], destinations: [] };

    expect(readFile(toText(file))).toMatchObject({ file });
  });

  test('keeps long values in one line, so that lines of two files can be compared', () => {
    const url = `https://crm.example/${'a long path '.repeat(20)}`;

    expect(toText({ url }).split('\n')).toHaveLength(2);
  });

  test('may be JSON', () => {
    expect(readFile('{"sources": []}')).toMatchObject({ file: { sources: [] } });
  });

  test.each([
    ['', 'It must have the fields sources and destinations.'],
    ['just words', 'It must have the fields sources and destinations.'],
    ['- a\n- list', 'It must have the fields sources and destinations.'],
  ])('that is %j is refused with what it must have', (text, message) => {
    expect(readFile(text)).toMatchObject({ faults: [{ line: 1, message }] });
  });

  test('that is no YAML is refused with the line in which that is so', () => {
    expect(readFile('sources:\n  - id: web\n name: x: y\n')).toMatchObject({ faults: [{ line: 3 }, {}] });
  });

  test('with two fields of one name is refused at the second', () => {
    const read = readFile('sources: []\ndestinations: []\nsources: []\n');

    expect(read).toMatchObject({ faults: [{ line: 3, message: expect.stringContaining('unique') as string }] });
  });

  test('whose aliases stand for more than anybody could read is refused, and not read', () => {
    const layers = Array.from(
      { length: 10 },
      (_, n) =>
        `${'abcdefghijk'[n + 1]}: &${'abcdefghijk'[n + 1]} [${Array(10).fill(`*${'abcdefghijk'[n]}`).join(',')}]`,
    );

    expect(readFile(['a: &a [x]', ...layers].join('\n'))).toMatchObject({ faults: [{ line: 1 }] });
  });
});

describe('what the API says of a place of a file', () => {
  test('stands in its line, and is the value itself', () => {
    const [fault] = placesOf(FILE, ['destinations[0].settings.url']);

    expect(fault).toMatchObject({ line: 10, path: 'destinations[0].settings.url', message: 'is wrong' });
    expect(textAt(FILE, fault)).toBe('htp://crm.example');
  });

  test('that is not there stands where it should be in', () => {
    const [fault] = placesOf(FILE, ['destinations[0].settings.sharedSecret']);

    expect(fault?.line).toBe(10);
    expect(textAt(FILE, fault)).toBe('u');
  });

  test.each(['', 'elsewhere', 'sources[7].id.x'])('that is nowhere (%j) stands in a line that is there', (path) => {
    const [fault] = placesOf(FILE, [path]);

    expect(fault?.line).toBeLessThanOrEqual(3);
    expect(fault?.line).toBeGreaterThanOrEqual(1);
  });
});

describe('a plan in words', () => {
  test('has its deletions first, then updates, each kind as it came', () => {
    const changes = [aChange('create', 'a'), aChange('update', 'b'), aChange('delete', 'c'), aChange('delete', 'd')];

    expect(inPlanOrder(changes).map(({ resourceId }) => resourceId)).toEqual(['c', 'd', 'b', 'a']);
  });

  test.each([
    [['delete', 'create'], '1 deletion and 1 creation'],
    [['update', 'delete', 'update', 'create'], '1 deletion, 2 updates, and 1 creation'],
    [['create', 'create'], '2 creations'],
    [[], ''],
  ] as const)('of %j is "%s"', (actions, text) => {
    expect(planText(actions.map((action) => ({ action })))).toBe(text);
  });
});

describe('a plan that was made anew', () => {
  test('says what the one before had not, and what is not to be done any more', () => {
    const before = [aChange('delete', 'crm'), aChange('create', 'shop')];
    const now = [aChange('delete', 'crm'), aChange('delete', 'made-meanwhile')];

    expect(changesSince(before, now)).toEqual({
      added: [aChange('delete', 'made-meanwhile')],
      gone: [aChange('create', 'shop')],
    });
  });

  test('has what is done to the same resource with other values as something new', () => {
    const update = (after: string): FileChange => ({
      ...aChange('update', 'crm'),
      differences: [{ path: 'name', before: 'CRM', after }],
    });

    expect(changesSince([update('One')], [update('Two')])).toEqual({ added: [update('Two')], gone: [update('One')] });
  });
});
