import { isVisibleTo, type CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import { throttledRate } from '../../../domain/delivery/pace.ts';
import { REPLAY_NOTICE_DAYS, REVIEW_NOTICE_DAYS, type NoticeKind } from '../../../domain/workspace/notice-kinds.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { NOTICE_PARTITION, catalogKey, destinationItemKey } from '../../../domain/tables/table-keys.ts';
import { batchGet } from '../../shared/dynamo/batch-get.ts';
import { itemKey, toStored } from '../../shared/dynamo/document-store.ts';
import { readHealth, toNotice } from '../../shared/stores/health-store.ts';
import type { ApiContext } from '../http/context.ts';
import { listComponents } from './components.ts';
import { listConfig } from './config-resources.ts';
import { servicesOf } from './services.ts';
import { DAY_MS } from '../../../domain/base/time-units.ts';

/** Something that somebody should know. What is over is not there any more; answers and failures go after some days. */
export type NoticeFound = {
  readonly kind: NoticeKind;
  readonly resourceType: 'destination' | 'replay' | 'component';
  readonly resourceId: string;
  readonly message: string;
  /** Since when, or when it was. ISO 8601. */
  readonly at: string;
};

/** All that the caller may see of. */
export async function readNotices(context: ApiContext): Promise<NoticeFound[]> {
  const { permissions } = context.caller;
  const found = await Promise.all([
    permissions.has('destinations:read') ? ofDestinations(context) : [],
    permissions.has('replays:read') ? ofReplays(context) : [],
    permissions.has('apps:read') ? ofReviews(context) : [],
  ]);
  return found.flat();
}

async function ofDestinations(context: ApiContext): Promise<NoticeFound[]> {
  const { tables, now } = context;
  const destinations = await listConfig<Destination>(context, 'destination');
  const noticeKeys = destinations.map(({ id }) => itemKey({ pk: NOTICE_PARTITION, sk: destinationItemKey(id) }));
  const [health, { items }] = await Promise.all([readHealth(tables), batchGet(tables, noticeKeys)]);
  const noticeOf = new Map(items.map(toNotice).map((notice) => [notice.resource, notice]));
  return destinations.flatMap(({ id: resourceId, enabled }) => {
    const key = destinationItemKey(resourceId);
    const about = { resourceType: 'destination', resourceId } as const;
    const [notice, breaker, throttle] = [noticeOf.get(key), health.breakers.get(key), health.throttles.get(key)];
    const perSecond = throttle === undefined ? undefined : throttledRate(throttle, now.getTime());
    return [
      ...(notice === undefined
        ? []
        : [{ ...about, kind: enabled ? 'warning' : 'switched-off', message: notice.message, at: notice.at } as const]),
      ...(breaker === undefined
        ? []
        : [{ ...about, kind: 'down', message: breaker.reason, at: breaker.since } as const]),
      ...(throttle === undefined || perSecond === undefined
        ? []
        : [{ ...about, kind: 'throttled', ...throttledSince(perSecond, throttle.sinceMs) } as const]),
    ];
  });
}

function throttledSince(perSecond: number, sinceMs: number): Pick<NoticeFound, 'message' | 'at'> {
  return { message: `${perSecond} events a second`, at: new Date(sinceMs).toISOString() };
}

async function ofReplays(context: ApiContext): Promise<NoticeFound[]> {
  const afterMs = context.now.getTime() - REPLAY_NOTICE_DAYS * DAY_MS;
  const jobs = await servicesOf(context).replays.newest();
  return jobs.flatMap(({ id, state, reason = '', endedAt = '' }) => {
    const isTold = state === 'failed' && Date.parse(endedAt) >= afterMs;
    return isTold
      ? [{ kind: 'replay-failed', resourceType: 'replay', resourceId: id, message: reason, at: endedAt } as const]
      : [];
  });
}

async function ofReviews(context: ApiContext): Promise<NoticeFound[]> {
  const { tables, now, workspace } = context;
  const afterMs = now.getTime() - REVIEW_NOTICE_DAYS * DAY_MS;
  const components = await listComponents(context);
  const published = components.filter(({ currentVersion }) => currentVersion !== undefined);
  const { items } = await batchGet(
    tables,
    published.map(({ id }) => itemKey(catalogKey(id))),
  );
  const entries = items.flatMap((item) => toStored<CatalogEntry>(item)?.document ?? []);
  const answers = [
    ...components.flatMap(({ id, draft }) =>
      draft?.state === 'rejected' && draft.review !== undefined
        ? [{ id, kind: 'review-rejected', message: draft.review.comments, at: draft.review.at } as const]
        : [],
    ),
    ...entries
      .filter((entry) => isVisibleTo(entry, workspace))
      .map(({ id, version, publishedAt: at }) => {
        return { id, kind: 'review-approved', message: `Version ${version} is published.`, at } as const;
      }),
  ];
  return answers
    .filter(({ at }) => Date.parse(at) >= afterMs)
    .map(({ id: resourceId, ...rest }) => ({ ...rest, resourceType: 'component', resourceId }));
}
