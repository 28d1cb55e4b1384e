import { Link } from '../../app/links.tsx';
import { useList } from '../../data/read.ts';

/** What a source is called; its id as long as that is not known, and when it is gone. */
export function useSourceName(sourceId: string): string {
  const { data } = useList('GET /sources');
  return data?.find(({ id }) => id === sourceId)?.name ?? sourceId;
}

/** `from Storefront web`, which leads to it. */
export function FromSource({ sourceId }: { readonly sourceId: string }) {
  const name = useSourceName(sourceId);
  return (
    <span className="row">
      from{' '}
      <Link className="link cut" title={name} to="/w/$workspace/sources/$sourceId" params={{ sourceId }}>
        {name}
      </Link>
    </span>
  );
}
