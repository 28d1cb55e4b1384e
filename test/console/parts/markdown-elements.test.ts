import { createElement, Fragment } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { markdownElements } from '../../../console/src/parts/markdown/markdown-elements.ts';
import { safeHref } from '../../../domain/catalog/markdown.ts';

const markup = (markdown: string): string =>
  renderToStaticMarkup(createElement(Fragment, null, markdownElements(markdown)));

describe('markdown of a partner', () => {
  test('becomes headings, lists, code and tables', () => {
    const page = '# Title\n\n1. one\n2. *two*\n\n`code`\n\n| a | b |\n| --- | --- |\n| 1 | 2 |';

    expect(markup(page)).toBe(
      '<h2>Title</h2><ol><li>one</li><li><em>two</em></li></ol><p><code>code</code></p>' +
        '<div class="table-scroll" tabindex="0" role="group" aria-label="A table"><table><thead><tr><th>a</th><th>b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>',
    );
  });

  test('shows HTML as the text that it is', () => {
    const shown = markup('<script>alert(1)</script>\n\nand <img src=x onerror=alert(1)> within');

    expect(shown).not.toContain('<script');
    expect(shown).not.toContain('<img');
    expect(shown).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  test('follows addresses of the web and of mail, and no others', () => {
    expect(markup('[one](https://acme.example/a) [two](javascript:alert(1)) [three][3]\n\n[3]: data:text/html,x')).toBe(
      '<p><a class="link" href="https://acme.example/a" rel="noopener noreferrer nofollow" target="_blank">one</a> two three</p>',
    );
    expect(safeHref('mailto:support@acme.example')).toBe('mailto:support@acme.example');
    expect(safeHref('/w/other')).toBeUndefined();
  });

  test('makes a link of a picture, so that no foreign host is asked', () => {
    const shown = markup('![Where the key is](https://acme.example/key.png)');

    expect(shown).not.toContain('<img');
    expect(shown).toContain('>Where the key is</a>');
  });

  test('leaves out what is nested without end', () => {
    const shown = markup(`${'> '.repeat(500)}deep`);

    expect(shown.match(/<blockquote>/g)?.length).toBeLessThan(30);
    expect(shown).not.toContain('deep');
  });
});
