// How one leaves the sign-in: the session here ends without a question, as on the page of Cognito that this one stands for.

import { createHash } from 'node:crypto';

export const SIGN_OUT_PATH = '/session/end';

/** The answer of the provider that is being written; Koa sends it. */
type Answering = { type: string; body: string; set(name: string, value: string): void };

const SUBMIT = "document.getElementById('op.logoutForm').submit();";
const SUBMIT_HASH = createHash('sha256').update(SUBMIT).digest('base64');

/** `form` is the provider's, with what shows that its page was asked for. */
export function leave(answering: Answering, form: string): void {
  answering.type = 'text/html';
  answering.set(
    'content-security-policy',
    `default-src 'none'; script-src 'sha256-${SUBMIT_HASH}'; frame-ancestors 'none'`,
  );
  const confirmed = '<input type="hidden" name="logout" value="yes" form="op.logoutForm">';
  const byHand = '<noscript><button form="op.logoutForm">Sign out</button></noscript>';
  answering.body = `<!doctype html><html lang="en"><title>Sign out</title>${form}${confirmed}${byHand}<script>${SUBMIT}</script></html>`;
}

/** For who was sent here by nobody. */
export function showSignedOut(answering: Answering): void {
  answering.type = 'text/plain';
  answering.body = 'You are signed out.\n';
}
