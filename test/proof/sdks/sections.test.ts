import { describe, expect, test } from 'vitest';
import { isRunnable, isSending, programsOf, readSections } from '../../../proof/sdks/sections.ts';

const PAGE = `# SDKs

## Servers

### Node

\`\`\`sh
npm install thing
\`\`\`

\`\`\`js send.mjs
send('### Not a heading');
\`\`\`

\`\`\`sh
A=1 node send.mjs \\
  --now | sort && curl x
\`\`\`

### Swift

\`\`\`swift
send()
\`\`\`
`;

describe('a page of examples', () => {
  test('has a section for each heading, with its files and commands in their order', () => {
    expect(readSections(PAGE)).toEqual([
      {
        title: 'Node',
        blocks: [
          { kind: 'commands', text: 'npm install thing\n' },
          { kind: 'file', name: 'send.mjs', text: "send('### Not a heading');\n" },
          { kind: 'commands', text: 'A=1 node send.mjs \\\n  --now | sort && curl x\n' },
        ],
      },
      { title: 'Swift', blocks: [] },
    ]);
  });

  test('sends with the last commands of a section, and cannot be run without any', () => {
    const [node, swift] = readSections(PAGE);

    expect(node?.blocks.map((block) => isSending(node, block))).toEqual([false, false, true]);
    expect([node, swift].map((section) => section !== undefined && isRunnable(section))).toEqual([true, false]);
  });

  test('says which programs a section needs, over lines that go on and without variables', () => {
    expect(readSections(PAGE).map(programsOf)).toEqual([['npm', 'node', 'sort', 'curl'], []]);
  });
});
