// What the console's function answers with, and what is said beside all of it.

/** A file of the built console. */
export type File = { readonly path: string; readonly isCompressed: boolean };

export type Asked = {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly accept: string;
  /** Where this installation is, such as `https://abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly origin: string;
};

export type Content = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly isCompressed: boolean;
  readonly etag?: string;
};

export const FOR_ALL = {
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};
/** What is in it never changes: its name is made of it. */
export const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };
export const NOT_KEPT = { ...FOR_ALL, 'cache-control': 'no-store', vary: 'accept, accept-encoding' };
export const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

export function notFound(): Content {
  return { status: 404, headers: { ...NOT_KEPT, ...TEXT }, body: 'There is no such file.\n', isCompressed: false };
}
