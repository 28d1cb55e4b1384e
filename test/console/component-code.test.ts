import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDeveloperCenter, aReviewingWorkspace } from '../support/console/a-partner.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

// A component that is code: what its partner sees of it, and what a reviewer reads.

const CODE = { hash: 'c0de'.repeat(16), bytes: 1234, handlers: ['onTrack', 'onIdentify'] };
const TEXT = 'async function onTrack(event) {\n  await fetch("https://in.acme.example/<b>");\n}\n';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

type Fields = Readonly<Record<string, object>>;

/** The same answers about a component of the kind `function`. */
function ofCode(answers: Answers): Answers {
  const { component } = (answers['GET /components/{componentId}'] ?? {}) as Fields;
  const { review } = (answers['GET /reviews/{submissionId}'] ?? {}) as Fields;
  const draft = { ...(component as Fields | undefined)?.['draft'], config: {}, code: CODE };
  const all: object = {
    ...answers,
    ...(component && { 'GET /components/{componentId}': { component: { ...component, kind: 'function', draft } } }),
    ...(review && { 'GET /reviews/{submissionId}': { review: { ...review, kind: 'function' } } }),
    'GET /reviews/{submissionId}/code': { componentCode: { ...CODE, version: 1, code: TEXT } },
  };
  return all;
}

test('a partner sees which code a component has and how it gets other code, and is asked for no address', async () => {
  const opened = await site.open('/w/acme/developer/components/part-0-15801b0b', ofCode(aDeveloperCenter()));
  const { page } = opened;
  await page.getByText('onTrack, onIdentify').waitFor();

  expect(await page.getByText('c0dec0dec0de', { exact: true }).count()).toBe(1);
  expect(await page.getByText('penstock components set part-0-15801b0b --code FILE').count()).toBe(1);
  expect(await page.getByLabel('Address').count()).toBe(0);
  await opened.expectSound('component-code');
  expect(opened.faults).toEqual([]);
  await opened.close();
});

test('a partner changes the code, sees the line that does not load, runs it and saves it as the draft', async () => {
  const sent: unknown[] = [];
  const problem = "SyntaxError: unexpected token in expression: ';' (line 2, column 3)";
  const answers: Answers = {
    ...ofCode(aDeveloperCenter()),
    'GET /components/{componentId}/code': { componentCode: { ...CODE, version: 1, code: TEXT } },
    'POST /functions/{functionId}/test': ({ body }) => {
      sent.push(body);
      return { problem, runs: [], memoryBytes: 0 };
    },
    'PATCH /components/{componentId}': ({ body }) => {
      sent.push(body);
      return refuse(400, 'invalid_body', {
        detail: 'What was sent is not as it must be.',
        problems: [{ path: 'code', message: `does not load: ${problem}` }],
      });
    },
  };
  const opened = await site.open('/w/acme/developer/components/part-0-15801b0b/code', answers);
  const { page } = opened;
  const editor = page.getByRole('textbox', { name: 'The code of the function' });
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('// mine');

  await page.getByRole('button', { name: 'Run it' }).click();
  await page.getByText('It does not load.').waitFor();
  const underlined = page.locator('.cm-lintRange-error');
  expect((await underlined.allTextContents()).join('')).toBe('await fetch("https://in.acme.example/<b>");');
  await opened.expectSound('component-code-edited');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByText(/does not load: SyntaxError/).waitFor();

  expect(sent).toMatchObject([{ type: 'destination', code: `${TEXT}// mine` }, { code: `${TEXT}// mine` }]);
  await opened.close();
});

test('a reviewer reads the code line by line', async () => {
  const answers = ofCode(aReviewingWorkspace());
  const opened = await site.open('/w/acme/reviews/part-0-15801b0b', answers, { reviews: true });
  const code = opened.page.getByRole('region', { name: 'Code' });
  await code.getByText('https://in.acme.example/<b>').waitFor();

  expect(await code.textContent()).toContain('lines are different');
  await opened.expectSound('review-code');
  expect(opened.faults).toEqual([]);
  await opened.close();
});
