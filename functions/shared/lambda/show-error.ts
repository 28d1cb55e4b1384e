import { STRUCK } from '../../../domain/workspace/secret-settings.ts';

/** An error as the log may have it. */
export type ShownError = {
  readonly name?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ShownError;
};

const LONGEST_TEXT = 8_000;
const MOST_CAUSES = 3;

/**
 * What an error may say and a log must not: an address may hold a secret in each part but its origin, and an error may
 * quote what was sent. The settings of a destination, as they are, are taken out before (strike-secrets.ts).
 */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(https?:\/\/)(?:[^\s/?#"'`\\<>]*@)?([^\s/?#"'`\\<>]+)\/?[/?#][^\s"'`\\<>)]+/gi, `$1$2/${STRUCK}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'`\\<>]*@/gi, `$1${STRUCK}@`],
  [/\b(basic|bearer)\s+[\w.~+/=-]{4,}/gi, `$1 ${STRUCK}`],
  [/\b(pst_|whsec_)[\w+/=-]+/g, `$1${STRUCK}`],
  [
    /((?:secret|token|passw\w*|pwd|api[-_]?key|private[-_]?key|write[-_]?key|authorization|credential|cookie)\w*\\?(?:["']\s*:|\s*=)\s*\\?["']?)[^\s"',;&\\]+/gi,
    `$1${STRUCK}`,
  ],
];

export function showError(error: unknown, depth = 0): ShownError {
  if (!(error instanceof Error)) return { message: strike(String(error)) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message: strike(message),
    ...(stack === undefined ? {} : { stack: strike(stack) }),
    ...(cause === undefined || depth === MOST_CAUSES ? {} : { cause: showError(cause, depth + 1) }),
  };
}

function strike(text: string): string {
  return SECRETS.reduce((rest, [secret, replacement]) => rest.replaceAll(secret, replacement), text).slice(
    0,
    LONGEST_TEXT,
  );
}

/** The same error for whoever logs what is thrown, as Lambda does. */
export function withoutSecrets(error: unknown): Error {
  const { name = 'Error', message, stack = message } = showError(error);
  return Object.assign(new Error(message), { name, stack });
}
