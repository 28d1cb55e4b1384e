import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { route } from '../http/route.ts';
import { reviewedVersion } from '../use-cases/connect.ts';
import { reviewedOf } from '../use-cases/reviewed.ts';
import { testComponent } from '../use-cases/tester/test-component.ts';
import { componentTestView, subjectOf, viewOfTest } from './component-tests.ts';

const testReview = route({
  method: 'POST',
  path: '/reviews/{submissionId}/component-tests',
  operationId: 'testReview',
  summary: 'Runs the test suite against what was submitted, or against the published version where nothing waits',
  description:
    'With the settings of a customer, such as those of the test account of the app. The run is kept in the reviewing workspace (`GET /component-tests?componentId=`); the checklist of the partner goes by the runs of the partner.',
  permission: 'reviews:write',
  errors: ['too_many_tests'],
  reach: 'reviews',
  params: z.object({ submissionId: resourceId }),
  body: z.strictObject({ settings: z._default(z.record(z.string(), z.unknown()), {}) }),
  example: { settings: { apiKey: 'key-for-tests', region: 'us' } },
  response: z.object({ componentTest: componentTestView }),
  status: 201,
  async answer(context, { params: { submissionId }, body: { settings } }) {
    const { stored, isWaiting } = await reviewedOf(context, submissionId);
    const found = await reviewedVersion(context, stored.document, isWaiting);
    const subject = await subjectOf({ ...found, owner: stored.document.workspace }, (way) =>
      way.connectReviewed(context, found, settings),
    );
    const test = await testComponent(context, subject, { isOfPartner: false });
    return { data: { componentTest: viewOfTest(test, context.now) } };
  },
});

export const reviewTestRoutes = [testReview] as const;
