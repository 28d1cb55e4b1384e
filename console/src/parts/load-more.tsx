import type { Pages } from '../data/read.ts';
import { Button } from './button.tsx';

type LoadMoreProps = {
  readonly pages: Pick<Pages<unknown>, 'hasMore' | 'isReadingMore' | 'more'>;
  readonly className?: string;
  /** What there is more of, where that is not plain. @default Load more */
  readonly label?: string;
  /** Before the button, such as how many are there. */
  readonly says?: string;
};

/** Below a list that comes page by page; nothing when it is whole. */
export function LoadMore({ pages, className, label = 'Load more', says }: LoadMoreProps) {
  if (!pages.hasMore) return null;
  return (
    <p className={className}>
      {says !== undefined && <span className="label">{says}</span>}
      <Button size="small" isBusy={pages.isReadingMore} onClick={pages.more}>
        {label}
      </Button>
    </p>
  );
}
