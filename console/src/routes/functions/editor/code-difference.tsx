import type { Difference } from '../../../data/edited.ts';
import { TextDifference } from '../../../parts/differences/text-difference.tsx';

/** Of code, both texts would be too long: what is different is shown. */
export function codeDifference({ name, theirs, mine }: Difference) {
  if (name !== 'code' || typeof theirs !== 'string' || typeof mine !== 'string') return undefined;
  return <TextDifference title="Code: what is stored now, and yours" before={theirs} after={mine} />;
}
