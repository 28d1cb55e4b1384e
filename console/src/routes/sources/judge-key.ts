// Whether a key is the one of a source, told from the keys that there are.

type Keyed = {
  readonly id: string;
  readonly name: string;

  readonly writeKeys: readonly string[];
};
type JudgedKey = { readonly isRight: boolean; readonly says: string };

/** What people copy along: quotes, blanks, the colon of a user without a password. */
const AROUND = /^[\s'"`]+|[\s'"`:,;]+$/g;

export function judgeKey(typed: string, sourceId: string, sources: readonly Keyed[]): JudgedKey | undefined {
  const key = typed.replaceAll(AROUND, '');
  if (key === '') return undefined;
  const owner = sources.find(({ writeKeys }) => writeKeys.includes(key));
  if (owner === undefined) return { isRight: false, says: almost(key, sources) };
  if (owner.id !== sourceId) {
    return { isRight: false, says: `It is a key of another source: ${owner.name}. Its events arrive there.` };
  }
  if (key !== typed.trim()) {
    return {
      isRight: false,
      says: 'The key is right without the quotes or signs around it. Look whether the app has them.',
    };
  }
  return { isRight: true, says: 'It is a key of this source.' };
}

function almost(key: string, sources: readonly Keyed[]): string {
  const isOtherCase = sources.some(({ writeKeys }) =>
    writeKeys.some((known) => known.toLowerCase() === key.toLowerCase()),
  );
  if (isOtherCase)
    return 'Only capital and small letters differ from a key of this workspace. Copy it from the snippet.';
  return 'No source of this workspace has this key: whatever is sent with it is dropped. Copy it from the snippet.';
}
