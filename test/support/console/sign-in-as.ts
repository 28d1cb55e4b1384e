import type { ConsolePage } from './console-page.ts';

/** Somebody of the local sign-in, who is chosen there by name. */
export async function signInAs(person: string, { page }: ConsolePage): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: person }).click();
}
