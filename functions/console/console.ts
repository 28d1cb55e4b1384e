// What a browser is given of the console: its one page, whatever the path in it, the files that the page names, and what
// the page has to know before anybody has signed in. Programs that ask for the address itself get a text. What everybody
// may see without the console is in public-site.ts.

import { FOR_ALL, FOR_EVER, NOT_KEPT, notFound, TEXT, type Asked, type Content, type File } from './content.ts';
import { createPublicSite, type PublicSiteDeps } from './public-site.ts';
import { welcomeText } from './welcome.ts';

export type SignIn = {
  readonly issuer: string;
  readonly clientId: string;
  /** The provider's page that ends its own session; the address to come back to is put at its end. */
  readonly signOut: string;
};

export type ConsoleDeps = PublicSiteDeps & {
  readonly signIn: SignIn | undefined;
  readonly signInOrigins: readonly string[];
  /** Whether this is one machine, where nobody needs to sign in. */
  readonly isLocal: boolean;
  readonly stage: string;
  read: (file: File) => Promise<Uint8Array>;
  digest: (bytes: Uint8Array) => string;
};

/** Names have hashes. */
const FOR_ASSETS = { ...FOR_ALL, ...FOR_EVER, vary: 'accept-encoding' };

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/**
 * Nothing but what we serve runs, styles or is called, beside the sign-in; and no text becomes script. Frames are nobody's
 * business here.
 */
export function contentSecurityPolicy(signInOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ['connect-src', "'self'", ...signInOrigins].join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

export function createConsole(deps: ConsoleDeps): (asked: Asked) => Promise<Content> {
  const known = new Map(deps.files.map((file) => [file.path, file]));
  const contents = new Map<string, Promise<Uint8Array>>();
  const read = (file: File): Promise<Uint8Array> => {
    const before = contents.get(file.path) ?? deps.read(file);
    contents.set(file.path, before);
    return before;
  };
  const pageHeaders = {
    ...NOT_KEPT,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy(deps.signInOrigins),
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'x-frame-options': 'DENY',
  };

  async function page(): Promise<Content> {
    const file = known.get('index.html');
    if (file === undefined) throw new Error('the console was not built: there is no index.html beside the function');
    return { status: 200, headers: pageHeaders, body: await read(file), isCompressed: file.isCompressed };
  }

  async function asset(path: string): Promise<Content> {
    const file = known.get(path);
    if (file === undefined) return notFound();
    const body = await read(file);
    const type = TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    const headers = { ...FOR_ASSETS, 'content-type': type };
    return {
      status: 200,
      headers,
      body,
      isCompressed: file.isCompressed,
      etag: `W/"${deps.digest(body).slice(0, 22)}"`,
    };
  }

  async function about({ origin }: Asked): Promise<Content> {
    const file = known.get('about.json');
    const built = file === undefined ? {} : (JSON.parse(new TextDecoder().decode(await read(file))) as object);
    const body = JSON.stringify({ data: { console: { ...settingsOf(deps), ingestUrl: origin, ...built } } });
    return { status: 200, headers: { ...NOT_KEPT, 'content-type': 'application/json' }, body, isCompressed: false };
  }

  const publicSite = createPublicSite(deps);
  return async (asked) => {
    const { path, accept } = asked;
    const open = publicSite(asked);
    if (open !== undefined) return open;
    if (path === '/api/console') return about(asked);
    if (path.startsWith('/assets/')) return asset(path.slice(1));
    if (path === '/' && !accept.includes('text/html'))
      return { status: 200, headers: { ...NOT_KEPT, ...TEXT }, body: welcomeText(), isCompressed: false };
    return page();
  };
}

/** `none`: whoever reaches this machine may do everything; a person may sign in to be somebody else than its owner. */
function settingsOf({ signIn, isLocal, stage, takesAccessRequests: requestAccess }: ConsoleDeps) {
  return { stage, mode: isLocal ? 'local' : 'stage', requestAccess, ...(signIn === undefined ? {} : { signIn }) };
}
