// The window of a sign-in that leaves its page as it is: how it comes back, and how it says so.

/** The path that the provider sends people back to. */
export const SIGNED_IN_PATH = '/signed-in';

/** How the window tells the page that it is back; the state says whose it is. */
export const CHANNEL = 'penstock.signed-in';
export const WINDOW_STATE = 'window.';

/** In the window of a sign-in: hands the answer to the page that has opened it. True if this is such a window. */
export function answerOpener(): boolean {
  const url = new URL(location.href);
  if (url.pathname !== SIGNED_IN_PATH || url.searchParams.get('state')?.startsWith(WINDOW_STATE) !== true) return false;
  new BroadcastChannel(CHANNEL).postMessage(url.href);
  window.close();
  return true;
}
