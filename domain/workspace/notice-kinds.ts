// What the bell of a workspace tells: what is out of order now, and what ended lately. The control API lists it.

/** The first four hold now; the others are told for some days. */
export const NOTICE_KINDS = [
  ...(['down', 'throttled', 'switched-off', 'warning'] as const),
  ...(['replay-failed', 'review-approved', 'review-rejected'] as const),
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** For how long a failed replay is told. */
export const REPLAY_NOTICE_DAYS = 7;
/** For how long the answer of a review is told. */
export const REVIEW_NOTICE_DAYS = 14;
