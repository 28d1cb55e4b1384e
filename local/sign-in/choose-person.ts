import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { People, Person } from './people.ts';

/** Paths under which the provider sends people here. */
export const INTERACTIONS = '/interaction/';

const MAX_FORM_BYTES = 1024;

/** The page on which one chooses who to be, in place of a password. Nobody is asked to consent: it is their own machine. */
export async function choosePerson(
  { provider, people }: { readonly provider: Provider; readonly people: People },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid, prompt } = await provider.interactionDetails(request, response);
  const finish = (result: Record<string, unknown>): Promise<void> =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  if (prompt.name === 'consent') return finish({ consent: {} });
  const chosen = request.method === 'POST' ? new URLSearchParams(await readForm(request)).get('person') : undefined;
  const person = people.find(chosen ?? '');
  if (person === undefined) {
    showPage(response, { uid, people: people.list() });
    return;
  }
  people.confirm(person.id);
  return finish({ login: { accountId: person.id } });
}

function showPage(response: ServerResponse, { uid, people }: { uid: string; people: readonly Person[] }): void {
  const buttons = people.map(({ id, name, email, is }) => {
    const beside = name === email ? is : `${email}, ${is}`;
    return `<p><button name="person" value="${escaped(id)}">${escaped(name)}</button> ${escaped(beside)}</p>`;
  });
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  response.end(
    `<!doctype html><html lang="en"><title>Sign in</title><h1>Who are you?</h1><form method="post" action="${INTERACTIONS}${uid}">${buttons.join('')}</form></html>`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Emails of others are on the page. */
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

async function readForm(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8');
    if (text.length > MAX_FORM_BYTES) return '';
  }
  return text;
}
