import * as z from 'zod/mini';
import { NOTICE_KINDS, REPLAY_NOTICE_DAYS, REVIEW_NOTICE_DAYS } from '../../../domain/workspace/notice-kinds.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { route } from '../http/route.ts';
import { readNotices, type NoticeFound } from '../use-cases/notices.ts';

const noticeView = z.object({
  kind: z.enum(NOTICE_KINDS),
  resourceType: z.enum(['destination', 'replay', 'component']),
  resourceId: z.string(),
  message: z.string(),
  /** Since when, or when it was. */
  at: z.string(),
});

/** Newest first, as pages want keys that grow. */
const LATEST_MS = 8.64e15;
const keyOf = ({ at, kind, resourceId }: NoticeFound): string =>
  `${String(LATEST_MS - Date.parse(at)).padStart(16, '0')}#${resourceId}#${kind}`;

const listNotices = route({
  method: 'GET',
  path: '/notices',
  operationId: 'listNotices',
  summary:
    'What somebody should look at, newest first: destinations that are down or throttled, failed replays, reviews',
  description: `What is over is not there any more. A failed replay is told for ${REPLAY_NOTICE_DAYS} days, an answer of a review for ${REVIEW_NOTICE_DAYS}. Of destinations, replays and components only for who may read them.`,
  permission: 'workspace:read',
  query: pageQuery,
  response: z.object({ notices: z.array(noticeView), pagination }),
  async answer(context, { query }) {
    const { items, pagination: next } = pageOf(await readNotices(context), query, keyOf);
    return { data: { notices: items, pagination: next } };
  },
});

export const noticeRoutes = [listNotices] as const;
