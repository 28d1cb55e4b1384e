import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFunction, aLog, aRun, aVersion, CODE, functionAnswers } from '../support/console/a-function.ts';
import { refuse, Revised, startConsoleSite, type ConsoleSite } from '../support/console/console-site.ts';

// The pages of functions: the list, the code with a run beside it, versions.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const ANSWERS = functionAnswers();

describe('the functions', () => {
  test('lead from nothing to the first one, which runs before it is saved, in one click', async () => {
    const sent: unknown[] = [];
    const { page, expectSound, close } = await site.open('/w/acme/functions', {
      ...ANSWERS,
      'GET /functions': { functions: [], pagination: {} },
      'POST /functions/{functionId}/test': ({ body }) => {
        sent.push(body);
        return aRun({ result: 'delivered', reason: 'delivered' });
      },
    });
    await page.getByText('No function yet').waitFor();
    await expectSound('functions-empty');

    await page.getByRole('link', { name: 'Write the first function' }).click();
    await page.getByRole('textbox', { name: 'The code of the function' }).waitFor();
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.getByText('It would count as delivered.').waitFor();

    expect(sent).toMatchObject([
      {
        ...{ type: 'destination', event: { type: 'track' }, settings: { endpoint: 'https://example.com/in' } },
        fixtures: [{ url: '', status: 200, body: '{}' }],
      },
    ]);
    await expectSound('function-new');
    await close();
  });

  test('say what runs of each, who uses it and what goes wrong', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/functions', ANSWERS);

    await page.getByRole('link', { name: 'CRM by a function' }).waitFor();
    const row = await page.getByRole('row', { name: /To our CRM/ }).innerText();

    expect(row.split(/\s*[\t\n]+\s*/)).toEqual([
      ...['To our CRM', 'to-crm', 'Destination', 'Version 2 of 3', 'CRM by a function', '31', '4', '11'],
    ]);
    await expectSound('functions');
    await close();
  });

  test('are not written by who may only read, and say who can', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/functions', ANSWERS, { role: 'read-only' });

    await page.getByText('Who can: owner, operator, developer.').waitFor();

    expect(await page.getByRole('link', { name: 'Write a function' }).count()).toBe(0);
    await expectSound('functions-read-only');
    await close();
  });
});

describe('a function', () => {
  test('says what became of the events of its destinations, by reason', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/functions/to-crm', ANSWERS);

    await page.getByRole('row', { name: /Errors of its code.*function error.*discarded.*31/ }).waitFor();

    expect(await page.getByRole('link', { name: '31' }).getAttribute('href')).toContain('reason=function_error');
    await page.getByText('Version 3 is saved, and does not run.').waitFor();
    await expectSound('function');
    await close();
  });

  test('is deployed after it was said for how many destinations', async () => {
    const sent: unknown[] = [];
    const { page, expectSound, close } = await site.open('/w/acme/functions/to-crm', {
      ...ANSWERS,
      'POST /functions/{functionId}/deploy': ({ body, headers }) => {
        sent.push(body, headers['if-match']);
        return { function: aFunction({ deployedVersion: 3 }) };
      },
    });

    await page.getByRole('button', { name: 'Deploy version 3' }).click();
    const dialog = page.getByRole('dialog', { name: 'Deploy version 3 of To our CRM' });
    await dialog
      .getByText('It is for 1 destination, which runs version 3 within two seconds instead of version 2.')
      .waitFor();
    await expectSound('function-deploy');
    await dialog.getByRole('button', { name: 'Deploy version 3' }).click();
    await page.getByText('Version 3 of To our CRM runs within 2 s').waitFor();

    expect(sent).toEqual([{ version: 3 }, '"revision-1"']);
    await close();
  });

  test('shows what is different between two versions, and goes back to an earlier one', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/functions/to-crm/versions', ANSWERS);

    await page.getByText('new:   if (answer.status >= 500)').waitFor();
    await expectSound('function-versions');
    await page.getByRole('button', { name: 'Roll back to version 1' }).click();

    await page.getByRole('dialog').getByText('Later versions are kept.').waitFor();
    await close();
  });
});

describe('the code of a function', () => {
  test('says of a run what became of the event, what was asked for and logged, and what it took', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/functions/to-crm/code', ANSWERS);
    await page.getByRole('textbox', { name: 'The code of the function' }).waitFor();

    await page.getByRole('button', { name: 'Run it' }).click();
    const result = page.getByRole('region', { name: 'What became of it' });
    await result.getByText('TypeError: cannot read property').waitFor();

    const said = await result.innerText();
    for (const part of ['Discarded', 'Class payload', 'It would not be tried again', '0.41 ms of 500 ms', 'no total']) {
      expect(said).toContain(part);
    }
    await result.getByText('https://crm.example.com/in').click();
    await result.getByText('{ "user": "user-1" }', { exact: false }).or(result.getByText('"user-1"')).first().waitFor();
    await expectSound('function-run');
    await close();
  });

  test('that was changed by somebody else meanwhile shows both versions, and asks before it is left', async () => {
    let isChanged = false;
    const other = CODE.replace('it answers', 'the CRM answers');
    const { page, expectSound, close } = await site.open('/w/acme/functions/to-crm/code', {
      ...ANSWERS,
      'GET /functions/{functionId}': () =>
        isChanged
          ? new Revised({ function: aFunction({ latestVersion: 4 }), code: other }, '"revision-2"')
          : { function: aFunction(), code: CODE },
      'GET /functions/{functionId}/versions/{version}': ({ params }) => ({
        version: aVersion(Number(params['version'])),
        code: params['version'] === '4' ? other : CODE,
      }),
      'PATCH /functions/{functionId}': () => {
        isChanged = true;
        return refuse(412, 'precondition_failed', 'The function "to-crm" has changed since.');
      },
    });
    await typeAtTheEnd(page, '// mine');

    await page.getByRole('button', { name: 'Save as version 4' }).click();
    const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else has changed it' });
    await conflict.getByText('the CRM answers').waitFor();
    await conflict.getByText('// mine').waitFor();
    await expectSound('function-conflict');
    await page.getByRole('link', { name: 'Versions' }).click();

    await page.getByRole('dialog').getByText('To our CRM has changes that are not saved.').waitFor();
    await close();
  });

  test('is read by who may not change it, and run by nobody who may not', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/functions/to-crm/code', ANSWERS, {
      role: 'read-only',
    });

    await page.getByText('You may not change the function.').waitFor();
    await page.getByText('You may not run functions.').waitFor();

    expect(await page.getByRole('button', { name: 'Run it' }).getAttribute('aria-disabled')).toBe('true');
    await expectSound('function-code-read-only');
    await close();
  });
});

describe('the logs of a function', () => {
  test('come in live, and one is seen in full', async () => {
    let looks = 0;
    const { page, expectSound, close } = await site.open(
      '/w/acme/functions/to-crm/logs',
      {
        ...ANSWERS,
        'GET /functions/{functionId}/logs': () => {
          looks += 1;
          return { logs: [aLog({ message: `Error: the ${looks}th` })], cursor: String(looks) };
        },
      },
      { now: null },
    );
    await page.getByText('Error: the 1th').waitFor();
    await page.getByText('Error: the 2th').waitFor();

    await page.getByText('Error: the 1th').click();
    const drawer = page.getByRole('region', { name: 'A run that failed' });
    await drawer.getByText('no total').waitFor();
    await page.getByRole('button', { name: /^Show \d+ new/ }).waitFor();

    expect(await drawer.getByRole('link', { name: 'm-1' }).getAttribute('href')).toContain('messageId=m-1');
    await expectSound('function-logs');
    await close();
  });
});

describe('the editor', () => {
  test('keeps every letter of whoever types faster than the page is drawn, and offers handlers', async () => {
    const { page, close } = await site.open('/w/acme/functions/to-crm/code', ANSWERS);
    await typeAtTheEnd(page, '');

    await page.keyboard.type('// one two three four five six seven');
    await page.keyboard.press('Enter');
    await page.keyboard.type('on');
    await page.getByRole('option', { name: /onIdentify/ }).waitFor();

    const typed = await page.getByRole('textbox', { name: 'The code of the function' }).innerText();
    expect(typed).toContain('// one two three four five six seven\non');
    await close();
  });
});

async function typeAtTheEnd(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'The code of the function' }).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
}
