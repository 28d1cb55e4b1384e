// Several people of several workspaces at one Penstock, each with a browser of their own. Who somebody is follows from a token
// that the browser sends along.
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../domain/access/permissions.ts';
import { openPage, type ConsolePage, type PageOptions } from '../support/console/console-page.ts';

export type Actors = {
  /** A workspace, and a token of its owner, under its id. */
  addWorkspace(id: string, about?: { readonly reviews?: boolean }): Promise<void>;
  /** A token of a role in a workspace that is there, under `<workspace>/<role>`. */
  addRole(workspace: string, role: Role): Promise<void>;
  call<Data>(who: string, line: string, body?: object): Promise<Data>;
  open(who: string, path: string, options?: PageOptions): Promise<ConsolePage>;
};

export function createActors(url: string, browser: Browser): Actors {
  const tokens = new Map<string, string>();
  const bearer = (who: string) => ({ authorization: `Bearer ${tokens.get(who) ?? ''}` });
  const send = async <Answer>(path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, init);
    const answer = (await response.json()) as Answer;
    expect(response.status, `${path}: ${JSON.stringify(answer)}`).toBeLessThan(300);
    return answer;
  };
  const call = async <Data>(who: string, line: string, body?: object): Promise<Data> => {
    const [method = 'GET', path = ''] = line.split(' ');
    const { data } = await send<{ data: Data }>(`/api/v1${path}`, {
      method,
      headers: { ...bearer(who), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return data;
  };
  return {
    async addWorkspace(id, about = {}) {
      const { token } = await send<{ token: { token: string } }>('/api/workspaces', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, ...about }),
      });
      tokens.set(id, token.token);
    },
    async addRole(workspace, role) {
      const body = { name: role, role };
      const { token } = await call<{ token: { token: string } }>(workspace, 'POST /tokens', body);
      tokens.set(`${workspace}/${role}`, token.token);
    },
    call,
    async open(who, path, options = {}) {
      const asked = { browser, url: `${url}${path}`, test: { unanswered: [] }, headers: bearer(who) };
      const opened = await openPage(asked, { now: null, ...options });
      await opened.page.getByRole('heading', { level: 1 }).waitFor();
      return opened;
    },
  };
}

export async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.getByRole('textbox', { name }).first().fill(value);
}

/** Saves what was changed, and waits until it is. */
export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('region', { name: 'Changes that are not saved' }).waitFor({ state: 'detached' });
}

/** A question that was asked in a dialog is answered with yes. */
export async function confirm(page: Page, verb: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: verb }).click();
  // What says that something was done has the role of a dialog too.
  await page.getByRole('dialog').filter({ hasText: verb }).waitFor({ state: 'detached' });
}
