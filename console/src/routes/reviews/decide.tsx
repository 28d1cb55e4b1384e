import { useState } from 'react';
import { Link, useGo } from '../../app/links.tsx';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, TextArea } from '../../parts/field.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { useToast } from '../../parts/toast.tsx';
import { Programme, useReviewProgramme } from '../developer/programme.tsx';
import type { Review } from '../review.tsx';
import css from '../developer/developer.module.css';

type DecideProps = { readonly review: Review; readonly revision: string | undefined };

const NEXT: Readonly<Record<string, string>> = { 'private-beta': 'public beta', 'public-beta': 'public' };

/** Nobody decides about their own, which is said before somebody tries. */
export function Decide({ review, revision = '' }: DecideProps) {
  const { id, submission, state } = review;
  const [comments, setComments] = useState('');
  const approve = useWrite('POST /reviews/{submissionId}/approve');
  const reject = useWrite('POST /reviews/{submissionId}/reject');
  const mayNot = useWhyNot('reviews:write');
  const own = review.isOwn ? 'It is yours: somebody else decides' : undefined;
  const why = mayNot ?? own;
  const go = useGo();
  const say = useToast();
  const with_ = { params: { submissionId: id }, ifMatch: revision };
  const said = comments.trim();
  const accept = async (): Promise<void> => {
    const done = await approve.run({ ...with_, body: said === '' ? {} : { comments: said } });
    if (done === undefined) return;
    say(
      `${id} is published`,
      <Link to="/w/$workspace/reviews/$reviewId" params={{ reviewId: id }}>
        Show
      </Link>,
    );
    void go({ to: '/w/$workspace/reviews' });
  };
  const giveBack = async (): Promise<void> => {
    if ((await reject.run({ ...with_, body: { comments: said } })) === undefined) return;
    say(`${id} is with the partner again`);
    void go({ to: '/w/$workspace/reviews' });
  };
  const error = approve.error ?? reject.error;
  return (
    <>
      {submission !== undefined && (
        <section className={css['part']} aria-label="Decision">
          <Field label="Comments" note="for the partner; needed to reject">
            <TextArea value={comments} onChange={setComments} rows={4} maxLength={10_000} />
          </Field>
          {error !== undefined && <ErrorState error={error} />}
          {why !== undefined && <p className="why">{why}.</p>}
          <div className="row wraps">
            <Button kind="primary" isBusy={approve.isBusy} why={why} onClick={() => void accept()}>
              Approve version {submission.version}
            </Button>
            <Button
              isBusy={reject.isBusy}
              why={why ?? (said === '' ? 'Write what has to be different' : undefined)}
              onClick={() => void giveBack()}
            >
              Reject with comments
            </Button>
          </div>
          <p className="label t2">Who has connected an earlier version keeps it until they take this one.</p>
        </section>
      )}
      <Published review={review} revision={revision} why={why} mayNot={mayNot} next={NEXT[state]} />
    </>
  );
}

type PublishedProps = DecideProps & {
  readonly why: string | undefined;
  readonly mayNot: string | undefined;
  readonly next: string | undefined;
};

/** What is published moves on, or ends. */
function Published({ review, revision = '', why, mayNot, next }: PublishedProps) {
  const { id, state, publishedVersion, submission } = review;
  const programme = useReviewProgramme(id, publishedVersion !== undefined && next !== undefined);
  const promote = useWrite('POST /reviews/{submissionId}/promote');
  const retire = useWrite('POST /reviews/{submissionId}/retire');
  const [asks, setAsks] = useState<'promote' | 'retire'>();
  const say = useToast();
  if (publishedVersion === undefined || state === 'retired') return null;
  const write = asks === 'retire' ? retire : promote;
  const act = async (): Promise<void> => {
    const done = await write.run({ params: { submissionId: id }, ifMatch: revision });
    if (done === undefined) return;
    setAsks(undefined);
    say(asks === 'retire' ? `${id} is retired` : `${id} is in ${next ?? ''}`);
  };
  return (
    <section className={css['part']} aria-label="What is published">
      <h2>Version {publishedVersion} is published</h2>
      {next !== undefined && (
        <section aria-label="What the programme asks for">
          <h3>What the programme asks for before it is public</h3>
          <Programme read={programme} />
        </section>
      )}
      <div className="row wraps">
        {next !== undefined && (
          <Button why={why} onClick={() => setAsks('promote')}>
            Promote to {next}
          </Button>
        )}
        <Button
          kind="danger"
          why={mayNot ?? (submission === undefined ? undefined : 'Decide about what waits first')}
          onClick={() => setAsks('retire')}
        >
          Retire it
        </Button>
      </div>
      <Confirm
        title={asks === 'retire' ? `Retire ${id}` : `Promote ${id} to ${next ?? ''}`}
        says={
          asks === 'retire'
            ? 'It leaves the catalog for ever. Who has connected it keeps it.'
            : 'All workspaces of the installation see it in their catalog.'
        }
        verb={asks === 'retire' ? 'Retire it' : `Promote to ${next ?? ''}`}
        {...(asks === 'retire' ? { typed: id, isDanger: true } : {})}
        isOpen={asks !== undefined}
        isBusy={write.isBusy}
        onConfirm={() => void act()}
        onClose={() => setAsks(undefined)}
      >
        {asks === 'promote' && <Programme read={programme} />}
        {write.error !== undefined && <ErrorState error={write.error} />}
      </Confirm>
    </section>
  );
}
