import { describe, expect, test } from 'vitest';
import { boundLines } from '../../../domain/catalog/markdown-bounds.ts';
import { readMarkdown, type MarkdownNode } from '../../../domain/catalog/markdown.ts';

/** As much as a documentation may have. */
const MOST = 40_000;
const filled = (pattern: string): string => pattern.repeat(Math.floor(MOST / pattern.length));

const depthOf = (nodes: readonly MarkdownNode[]): number =>
  Math.max(0, ...nodes.map((node) => (typeof node === 'string' ? 0 : 1 + depthOf(node.children))));

const textOf = (nodes: readonly MarkdownNode[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');

describe('markdown that would take minutes to read', { timeout: 20_000 }, () => {
  test.each([
    ['quotes in quotes', filled('>')],
    ['lists in lists', filled('1. ')],
    ['lists in quotes', filled('> - ')],
    ['stars and underlines', filled('*a_')],
    ['links in stars', filled('*[a](b)*_')],
    ['code in stars', filled('`a`*')],
    ['lines without an end', `- a\n${filled('a\n')}`],
  ])('is read all the same, and stays flat: %s', (_, markdown) => {
    const nodes = readMarkdown(markdown);

    expect(depthOf(nodes)).toBeLessThan(100);
    expect(textOf(nodes)).not.toBe('');
  });

  test('has text in the place of what is nested too deep', () => {
    expect(boundLines(`${'> '.repeat(22)}a`)).toBe(`${'> '.repeat(20)}\\> > a`);
  });
});

describe('markdown that people write', () => {
  test.each([
    ['a rule', `a\n\n${'* '.repeat(40)}\n\nb`],
    ['lists of some levels', '- a\n  - b\n    1. c\n\n> - d'],
    ['a code block with many lines', `\`\`\`\n${'{ "a": "*_*" }\n'.repeat(900)}\`\`\``],
  ])('stays as it is: %s', (_, markdown) => {
    expect(boundLines(markdown)).toBe(markdown);
  });

  test('has as many stars in all as it likes, and some hundred in a paragraph', () => {
    const paragraph = `${'**bold** and _slanted_ '.repeat(100)}\n\n`;

    const [first, , last] = readMarkdown(paragraph.repeat(3));

    const isBold = (node: MarkdownNode): boolean => typeof node !== 'string' && node.tag === 'strong';
    for (const one of [first, last]) {
      expect(typeof one === 'object' && one.children.filter(isBold)).toHaveLength(100);
    }
    expect(textOf([last ?? ''])).not.toContain('*');
  });
});
