// Why a file could not be read or written, in words: for the command and for the start of one machine.

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'you may not',
  EROFS: 'the disk can only be read',
};

/** The reason of a system error; its code where there are no words for it. */
export function fileErrorReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined ? 'for an unknown reason' : (REASONS[code] ?? code);
}
