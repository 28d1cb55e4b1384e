import type { Receiver } from '../../local/receiver.ts';
import { aCompleteApp, aDefinition } from './a-component.ts';
import { aRequest, CALLBACK } from './a-partner.ts';
import type { Ask, HeadersOf } from './an-installation.ts';
import { aPng } from './pictures.ts';

type Where = { readonly url: string; readonly receiver: Pick<Receiver, 'url'> };

/** A partner with a component that is published, a draft of its next version and one that waits for review; a customer of it. */
export async function developComponent(ask: Ask, { url, receiver }: Where): Promise<void> {
  const by = new Map<string, HeadersOf>();
  for (const id of ['partner', 'customer', 'reviews']) {
    const { token } = await ask<{ token: { token: string } }>('POST /api/workspaces', {
      id,
      reviews: id === 'reviews',
    });
    by.set(id, { authorization: `Bearer ${token.token}` });
  }
  const call: Call = (who, body, more = {}) => {
    const [workspace = '', method = '', path = ''] = who.split(' ');
    return ask(`${method} /api/v1${path}`, body, { ...by.get(workspace), ...more });
  };
  const decide = async (id: string, line: string, body?: object): Promise<void> => {
    const headers = { ...by.get('reviews') };
    const shown = await fetch(`${url}/api/v1/reviews/${id}`, { headers });
    await call(`reviews ${line}`, body, { 'if-match': shown.headers.get('etag') ?? '' });
  };
  const config = { ...aDefinition.config, url: `${receiver.url}/in/{region}`, headers: { 'x-partner': 'acme' } };
  const limits = { rateLimit: { perSecond: 50 }, replay: true };

  await call('partner POST /apps', { id: 'acme-app', ...aCompleteApp });
  await call('partner PUT /apps/acme-app/logo', { image: aPng().toString('base64') });
  await call('partner POST /apps/acme-app/terms', { accepted: true });
  for (const id of ['acme', 'waits']) {
    await call('partner POST /components', {
      ...aDefinition,
      ...limits,
      id,
      appId: 'acme-app',
      kind: 'webhook',
      config,
    });
    await call('partner POST /component-tests', { componentId: id, settings: { apiKey: 'key' } });
    await call(`partner POST /components/${id}/submission`);
  }
  await decide('acme', 'POST /reviews/acme/approve', { comments: 'Welcome.' });
  await call('partner POST /components/acme/invitations', { workspaceId: 'customer' }).catch(() => undefined);
  await decide('acme', 'POST /reviews/acme/promote');
  await call('partner PATCH /components/acme', { name: 'Acme CRM, next' });
  await connect(call);
}

/** `who`: the workspace, and what it asks for. */
type Call = <T>(who: string, body?: object, more?: HeadersOf) => Promise<T>;

async function connect(call: Call): Promise<void> {
  await call('partner POST /users', { email: 'grace@example.com', role: 'owner' });
  await call('partner POST /users', { email: 'ada@example.com', role: 'developer', name: 'Ada' });
  await call('partner POST /tokens', {
    ...{ name: 'Robot', role: 'developer', scopes: ['sources:read'], expiresAt: '2999-01-01T00:00:00Z' },
  });
  const { oauthClient } = await call<{ oauthClient: { id: string } }>('partner POST /apps/acme-app/oauth-clients', {
    ...{ name: 'Acme', redirectUris: [CALLBACK] },
  });
  const key = { 'idempotency-key': 'the-source-of-the-customer' };
  await call('customer POST /sources', { id: 'shop', name: 'Shop' }, key);
  const settings = { apiKey: 'key-of-customer', pin: '0000' };
  await call('customer POST /destinations', { id: 'to-acme', sourceId: 'shop', metadataId: 'acme', settings });
  const { request } = aRequest(oauthClient.id, 'acme-app');
  await call('customer POST /oauth/grants', { ...request, sourceId: 'shop' });
}
