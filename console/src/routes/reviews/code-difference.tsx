import { useRead } from '../../data/read.ts';
import { TextDifference } from '../../parts/differences/text-difference.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Bones } from '../../parts/reading.tsx';

type CodeDifferenceProps = {
  readonly submissionId: string;
  /** Whether there is a version before this one. */
  readonly isPublished: boolean;
};

/** The code that customers' events will be given, line by line against the version that they have. */
export function CodeDifference({ submissionId, isPublished }: CodeDifferenceProps) {
  const params = { submissionId };
  const after = useRead('GET /reviews/{submissionId}/code', { params, query: { of: 'submitted' } });
  const before = useRead(
    'GET /reviews/{submissionId}/code',
    { params, query: { of: 'published' } },
    { when: isPublished },
  );
  const error = after.error ?? before.error;
  if (error !== undefined) return <ErrorState error={error} />;
  if (after.data === undefined || (isPublished && before.data === undefined)) return <Bones rows={6} />;
  const [old, now] = [before.data?.componentCode?.code ?? '', after.data.componentCode?.code ?? ''];
  return old === now ? (
    <p className="t2">The code is the same.</p>
  ) : (
    <TextDifference title="Code" before={old} after={now} />
  );
}
