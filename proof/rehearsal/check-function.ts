import type { Receiver } from '../../local/receiver.ts';
import { expect } from './expect.ts';
import { ok, type Report } from './report.ts';
import { signedCall } from './signed-get.ts';
import { HOOK_ID, HOOKS, requestsTo, workspaceWithFunction } from './traffic.ts';
import { until } from './until.ts';

/** The runner starts cold twice: when the code is loaded, and when it runs. */
const ARRIVAL_MS = 12_000;

type Shown = { readonly data: { readonly source: { readonly addresses: readonly { readonly url: string }[] } } };

/** A function is saved over the API, and what comes to the address of its source arrives as an event. */
export async function checkFunction(
  report: Report,
  { apiUrl, receiver }: { readonly apiUrl: string; readonly receiver: Receiver },
): Promise<void> {
  await report.check('a request to a source function arrives', async () => {
    const file = workspaceWithFunction(receiver.url);
    const { workspace } = file;
    const body = JSON.stringify(file);
    const applied = await signedCall(`${apiUrl}/api/operator/v1/workspace-file/apply`, {
      method: 'POST',
      body,
      workspace,
    });
    if (applied.status !== 200) throw new Error(`the file was answered ${applied.status}: ${await applied.text()}`);
    const shown = await signedCall(`${apiUrl}/api/operator/v1/sources/${HOOKS}`, {
      method: 'GET',
      body: '',
      workspace,
    });
    const { source } = ((await shown.json()) as Shown).data;
    // The host that the emulator names is no host.
    const token = source.addresses[0]?.url.split('/').at(-1) ?? '';

    const [taken, unknown] = await Promise.all(
      [token, 'x'.repeat(token.length)].map((each) =>
        fetch(`${apiUrl}/fn/${each}`, { method: 'POST', body: JSON.stringify({ id: HOOK_ID }) }),
      ),
    );

    expect('its own address, an unknown one', [taken?.status, unknown?.status], [200, 404]);
    await until('the event arrived', ARRIVAL_MS, () => requestsTo(receiver, 'hooked').length > 0).catch(
      async (error: unknown) => {
        const address = `${apiUrl}/api/operator/v1/sources/${HOOKS}/requests`;
        const came = await signedCall(address, { method: 'GET', body: '', workspace });
        throw new Error(`${String(error)}; what came of it: ${await came.text()}`);
      },
    );
    expect('what arrived', requestsTo(receiver, 'hooked')[0]?.headers['webhook-id'], HOOK_ID);
    return ok('saved over the API, loaded and run by the runner; environments for each tenant are not emulated');
  });
}
