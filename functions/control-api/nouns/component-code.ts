import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import type { Definition } from '../../../domain/catalog/component.ts';
import type { ApiContext } from '../http/context.ts';
import { route } from '../http/route.ts';
import { readCode } from '../use-cases/component-code.ts';
import { componentOf, publishedVersion } from '../use-cases/components.ts';
import { reviewedOf } from '../use-cases/reviewed.ts';

// The code of a component, for its partner and for who reviews it. Customers run it and never see it.

const codeView = z.object({
  version: z.number(),
  hash: z.string(),
  bytes: z.number(),
  handlers: z.array(z.string()),
  code: z.string(),
});

/** Absent where it is no code. */
const response = z.object({ componentCode: z.optional(codeView) });

type Found = { readonly version: number; readonly definition: Definition };

async function answerOf(context: ApiContext, version: number, found: Found | undefined) {
  const shown = await readCode(context, version, found);
  if (shown === undefined) return { data: {} };
  const { text: code, handlers, hash, bytes } = shown;
  return { data: { componentCode: { version, hash, bytes, handlers: [...handlers], code } } };
}

const getCode = route({
  method: 'GET',
  path: '/components/{componentId}/code',
  operationId: 'getCodeOfComponent',
  summary: 'The code of the draft; without a draft, of the published version; or of the version that is named',
  permission: 'apps:read',
  errors: ['runner_unavailable'],
  params: z.object({ componentId: resourceId }),
  query: z.object({ version: z.optional(z.string().check(z.regex(/^[1-9]\d{0,5}$/))) }),
  response,
  async answer(context, { params: { componentId }, query: { version } }) {
    const { draft, currentVersion = 0 } = (await componentOf(context, componentId)).document;
    const wanted = version === undefined ? (draft?.version ?? currentVersion) : Number(version);
    const found = draft?.version === wanted ? draft : await publishedVersion(context, componentId, wanted);
    return answerOf(context, wanted, found);
  },
});

const getReviewCode = route({
  method: 'GET',
  path: '/reviews/{submissionId}/code',
  operationId: 'getCodeOfReview',
  summary: 'The code that was submitted, or that of the published version',
  description: 'Where nothing waits, that of the published version.',
  permission: 'reviews:read',
  errors: ['runner_unavailable'],
  reach: 'reviews',
  params: z.object({ submissionId: resourceId }),
  query: z.object({ of: z._default(z.enum(['submitted', 'published']), 'submitted') }),
  response,
  async answer(context, { params: { submissionId }, query }) {
    const { stored, isWaiting } = await reviewedOf(context, submissionId);
    const { draft, currentVersion = 0 } = stored.document;
    const waiting = isWaiting && query.of === 'submitted' ? draft : undefined;
    const found = waiting ?? (await publishedVersion(context, submissionId, currentVersion));
    return answerOf(context, waiting?.version ?? currentVersion, found);
  },
});

export const componentCodeRoutes = [getCode, getReviewCode] as const;
