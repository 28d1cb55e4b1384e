// How an event ended, in words for people: the reasons that the ledger counts by.

import { answerText } from '../../../domain/delivery/answer-texts.ts';
import { functionReasonText } from '../../../domain/functions/function-reasons.ts';

/** Of ours, which no answer of a destination has. */
const OURS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  destination_deleted: ['destination deleted', 'it was deleted while they were on their way'],
  operator: ['written off', 'a person has discarded them'],
  secret_without_key: ['shared secret without a key', 'its sharedSecret holds no key to sign with'],
  other: ['other reasons', 'more reasons than are counted one by one'],
};

const OTHER_STATUS = /^http_(\dxx)_other$/;

/** `http_422` is `HTTP 422`, `connection_refused` is `connection refused`. */
export function reasonTitle(reason: string): string {
  const ours = OURS[reason];
  if (ours !== undefined) return ours[0];
  const other = OTHER_STATUS.exec(reason)?.[1];
  if (other !== undefined) return `other HTTP ${other}`;
  return reason.startsWith('http_') ? `HTTP ${reason.slice('http_'.length)}` : reason.replaceAll('_', ' ');
}

/** What it says, in half a sentence. */
export function reasonText(reason: string): string {
  return OURS[reason]?.[1] ?? functionReasonText(reason) ?? answerText(reason);
}
