import { NamedLink } from './named.tsx';

/** `from Storefront web`, which leads to it. */
export function FromSource({ sourceId }: { readonly sourceId: string }) {
  return (
    <span className="row">
      from <NamedLink kind="source" id={sourceId} />
    </span>
  );
}
