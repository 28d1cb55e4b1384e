import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createOutput, layOut, printableJson, printList } from '../../bin/penstock/output.ts';
import { printable } from '../../domain/base/printable.ts';
import { toYaml } from '../../bin/penstock/to-yaml.ts';

function anOutput(isTerminal = false) {
  const written: string[] = [];
  const notes: string[] = [];
  const out = createOutput({
    write: (text) => written.push(text),
    writeNote: (text) => notes.push(text),
    isTerminal,
  });
  return { out, notes, text: () => written.join('') };
}

const HOSTILE = ['\u001b[2J', '\u009b31m', '\u0007', '\r', '\u202egnp.exe', '\u2066x'];

describe('what is printed', () => {
  test.each(HOSTILE)('does not steer the terminal: %j', (hostile) => {
    const { out, text, notes } = anOutput();

    out.line(`name ${hostile}`);
    out.json({ name: hostile });
    out.table(['NAME'], [[hostile]]);
    out.fields({ [hostile]: hostile });
    out.note(hostile);

    // What must not be there, by number, so that nobody trusts the pattern that is tested.
    const codes = Array.from(`${text()}${notes.join('')}`, (character) => character.codePointAt(0) ?? 0);
    const steering = codes.filter(
      (code) => (code < 32 && code !== 10) || (code >= 127 && code < 160) || [0x202e, 0x2066].includes(code),
    );
    expect(steering).toEqual([]);
  });

  test('keeps line breaks and tabs where there is text, and not within a cell', () => {
    expect(printable('a\n\tb')).toBe('a\n\tb');
    expect(layOut(['A', 'B'], [['one\ntwo', 'x\ty']])).toEqual(['A        B', 'one two  x y']);
  });

  test('as JSON is the same when it is read again', () => {
    const value = { name: HOSTILE.join(''), umlaut: 'ä', text: 'a\nb' };

    expect(JSON.parse(printableJson(value))).toEqual(value);
    expect(printableJson({ a: 'ä' })).toBe('{"a":"ä"}');
  });

  test('as YAML is the same when it is read again, and steers nothing', () => {
    const value = Object.fromEntries(HOSTILE.map((text, index) => [`key ${index} ${text}`, `a: "${text}" # b`]));

    const yaml = toYaml({ ...value, plain: 'ä', lines: 'a\nb\n' });

    expect(printable(yaml)).toBe(yaml);
    expect(parse(yaml)).toEqual({ ...value, plain: 'ä', lines: 'a\nb\n' });
    expect(yaml).toContain('plain: ä\n');
  });

  test('in tables stands in columns, numbers to the right, without blanks at the end', () => {
    const columns = ['ID', { name: 'COUNT', align: 'right' }, 'NOTE'] as const;

    expect(
      layOut(columns, [
        ['a', 5, undefined],
        ['long', 1234567, 'x'],
      ]),
    ).toEqual(['ID      COUNT  NOTE', 'a           5', 'long  1234567  x']);
  });

  test('of a list is a table, JSON lines, or a sentence', () => {
    const as = { empty: 'None.', columns: { ID: ({ id }: { id: string }) => id } };
    const [table, json, none] = [anOutput(), anOutput(), anOutput()];

    printList({ out: table.out, json: false }, [{ id: 'a' }], as);
    printList({ out: json.out, json: true }, [{ id: 'a' }, { id: 'b' }], as);
    printList({ out: none.out, json: false }, [], as);

    expect([table.text(), json.text(), none.text()]).toEqual(['ID\na\n', '{"id":"a"}\n{"id":"b"}\n', 'None.\n']);
  });

  test('fields leave out what is not there', () => {
    const { out, text } = anOutput();

    out.fields({ id: 'a', filter: undefined, limit: { perSecond: 5 } });

    expect(text()).toBe('id:    a\nlimit: {"perSecond":5}\n');
  });

  test('clears a terminal, and nothing else', () => {
    const [terminal, file] = [anOutput(true), anOutput(false)];

    terminal.out.clear();
    file.out.clear();

    expect([terminal.text(), file.text()]).toEqual(['\u001b[H\u001b[2J', '']);
  });
});
