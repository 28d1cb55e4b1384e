import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { DEMO_PEOPLE } from './demo-people.ts';

/** Paths under which the provider sends people here. */
export const INTERACTIONS = '/interaction/';

const MAX_FORM_BYTES = 1024;

/** The page on which one chooses who to be, in place of a password. Nobody is asked to consent: it is their own machine. */
export async function choosePerson(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid, prompt } = await provider.interactionDetails(request, response);
  const finish = (result: Record<string, unknown>): Promise<void> =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  if (prompt.name === 'consent') return finish({ consent: {} });
  const chosen = request.method === 'POST' ? new URLSearchParams(await readForm(request)).get('person') : undefined;
  const person = DEMO_PEOPLE.find(({ id }) => id === chosen);
  if (person !== undefined) return finish({ login: { accountId: person.id } });
  showPage(response, uid);
}

function showPage(response: ServerResponse, uid: string): void {
  const buttons = DEMO_PEOPLE.map(
    ({ id, name, email, is }) => `<p><button name="person" value="${id}">${name}</button> ${email}, ${is}</p>`,
  );
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  response.end(
    `<!doctype html><html lang="en"><title>Sign in</title><h1>Who are you?</h1><form method="post" action="${INTERACTIONS}${uid}">${buttons.join('')}</form></html>`,
  );
}

async function readForm(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8');
    if (text.length > MAX_FORM_BYTES) return '';
  }
  return text;
}
