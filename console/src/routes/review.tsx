import type { DataOf } from '../../../client/api-client.ts';
import { Link, useParam } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useRead } from '../data/read.ts';
import { Differences } from '../parts/differences/differences.tsx';
import { Logo } from '../parts/logo.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, Tag } from '../parts/state.tsx';
import { ExactTime, useNow } from '../parts/time.tsx';
import { Items } from './developer/checklist.tsx';
import { standingText } from './developer/component-texts.ts';
import { CodeDifference } from './reviews/code-difference.tsx';
import { Decide } from './reviews/decide.tsx';
import { ReviewSuite } from './reviews/review-suite.tsx';
import { ageText, dueAt } from './reviews/review-texts.ts';
import css from './developer/developer.module.css';

export type Review = DataOf<'GET /reviews/{submissionId}'>['review'];

/** May this go out? What is different, whether it works, and the decision. */
export function Page() {
  const submissionId = useParam('reviewId');
  const read = useRead('GET /reviews/{submissionId}', { params: { submissionId } });
  const review = read.data?.review;
  return (
    <Frame
      title={review === undefined ? submissionId : nameOf(review)}
      crumbs={[
        <Link key="reviews" to="/w/$workspace/reviews">
          Reviews
        </Link>,
      ]}
      beside={review?.submission === undefined ? undefined : <Tag>version {review.submission.version}</Tag>}
      sub={review === undefined ? undefined : <Facts {...review} />}
    >
      <Reading read={read} bones={<Bones rows={8} />}>
        {(data) => <Body review={data.review} revision={read.revision} />}
      </Reading>
    </Frame>
  );
}

function nameOf({ submission, app, id }: Review): string {
  const definition = submission?.definition;
  const hasName = typeof definition === 'object' && definition !== null && 'name' in definition;
  return hasName && typeof definition.name === 'string' ? definition.name : `${app.name} (${id})`;
}

function Facts({ submission, workspaceId, kind, state, publishedVersion, componentId }: Review) {
  const now = useNow();
  const [glyph, text] = standingText({ state, currentVersion: publishedVersion });
  return (
    <>
      {submission?.submittedAt === undefined ? (
        <State state={glyph}>{text}</State>
      ) : (
        <State state="waiting">
          In review for {ageText(submission.submittedAt, now)}, due <ExactTime at={dueAt(submission.submittedAt)} />
        </State>
      )}
      <span>
        of <code>{workspaceId}</code>
      </span>
      <span>{kind}</span>
      <code>{componentId}</code>
      {publishedVersion !== undefined && (
        <Link className="link" to="/w/$workspace/catalog/$catalogId" params={{ catalogId: componentId }}>
          Catalog entry
        </Link>
      )}
    </>
  );
}

function Body({ review, revision }: { readonly review: Review; readonly revision: string | undefined }) {
  const { submission, publishedVersion } = review;
  const before = publishedVersion === undefined ? 'Nothing yet' : `Version ${publishedVersion}`;
  return (
    <div className={css['columns']}>
      <div>
        <section className={css['part']} aria-label="Differences">
          <h2>{submission !== undefined && publishedVersion === undefined ? 'All of it is new' : 'Differences'}</h2>
          {submission === undefined ? (
            <p className="t2">Nothing of it waits for a review.</p>
          ) : (
            <Differences found={submission.differences} names={[before, `Version ${submission.version}`]} />
          )}
          {submission !== undefined && review.kind === 'function' && (
            <CodeDifference submissionId={review.id} isPublished={publishedVersion !== undefined} />
          )}
        </section>
        <Decide review={review} revision={revision} />
      </div>
      <aside className={css['side']} aria-label="Whether it works">
        <div className="row">
          <Logo name={review.app.name} logoUrl={review.app.logoUrl} size="large" />
          <b className="wrap">{review.app.name}</b>
        </div>
        {submission !== undefined && (
          <section aria-label="Checklist">
            <h2>Checklist</h2>
            <Items items={submission.checklist} />
          </section>
        )}
        <ReviewSuite review={review} />
        <Launch {...review.app} />
      </aside>
    </div>
  );
}

/** How a reviewer gets in. */
function Launch({ launch, support }: Review['app']) {
  if (launch?.testAccount === undefined && support === undefined) return null;
  return (
    <section className="stack-small" aria-label="Of the partner">
      <h2>To try it</h2>
      {launch?.testAccount !== undefined && (
        <>
          <span>
            User <code>{launch.testAccount.username}</code>
          </span>
          <span className="t2 pre">{launch.testAccount.notes}</span>
        </>
      )}
      {support !== undefined && <span className="t2">Support: {support.email}</span>}
    </section>
  );
}
