import { expect } from './expect.ts';
import { ok, type Report } from './report.ts';

/** What browsers and programs get at the address itself. */
export async function checkConsole(report: Report, apiUrl: string): Promise<void> {
  await report.check('/ is the console for browsers, and a text for programs', async () => {
    const page = await fetch(`${apiUrl}/`, { headers: { accept: 'text/html,*/*' } });
    const script = /src="(\/assets\/index-[\w-]+\.js)"/.exec(await page.text())?.[1] ?? '';
    const asset = await fetch(`${apiUrl}${script}`);
    const deeper = await fetch(`${apiUrl}/w/acme/connections`, { headers: { accept: 'text/html,*/*' } });
    const text = await fetch(`${apiUrl}/`, { headers: { accept: '*/*' } });

    expect(
      'the page, its script, a page below, the text',
      [page, asset, deeper, text].map(({ status }) => status),
      [200, 200, 200, 200],
    );
    expect('the type of the page', page.headers.get('content-type'), 'text/html; charset=utf-8');
    expect('the type of the text', text.headers.get('content-type'), 'text/plain; charset=utf-8');
    expect('how long the script is kept', asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    if (!(page.headers.get('content-security-policy') ?? '').includes("require-trusted-types-for 'script'")) {
      throw new Error('the page has no policy with Trusted Types');
    }
    return ok('from the function console, files compressed beforehand');
  });
}
