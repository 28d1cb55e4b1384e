import './named.css';
import { Link } from '../app/links.tsx';
import { useNames } from './names.ts';

type NamedProps = {
  /** As the audit log has it; one without names is shown by its id. */
  readonly kind: string;
  readonly id: string;
  /** Where one types or searches for the id, it stands beside the name; elsewhere it is in its title. */
  readonly hasId?: boolean;
};

/** Whole, where there is no room for it, and exact, as other names may be the same. */
const titleOf = (name: string, id: string): string => `${name} (${id})`;

/** A source, a destination, an app, a component or a person by its name; by its id where that is all that is known. */
export function Named({ kind, id, hasId = false }: NamedProps) {
  const name = useNames(kind)(id);
  if (name === id) return <code className="named">{id}</code>;
  return (
    <span className="named">
      <span title={titleOf(name, id)}>{name}</span>
      {hasId && (
        <>
          {' '}
          <code className="t3">{id}</code>
        </>
      )}
    </span>
  );
}

type LinkProps = {
  readonly id: string;
  readonly className: string;
  readonly title: string | undefined;
  readonly children: string;
};

const LINKS = {
  source: ({ id, ...rest }: LinkProps) => (
    <Link to="/w/$workspace/sources/$sourceId" params={{ sourceId: id }} {...rest} />
  ),
  destination: ({ id, ...rest }: LinkProps) => (
    <Link to="/w/$workspace/destinations/$destinationId" params={{ destinationId: id }} {...rest} />
  ),
  component: ({ id, ...rest }: LinkProps) => (
    <Link to="/w/$workspace/developer/components/$componentId" params={{ componentId: id }} {...rest} />
  ),
  'catalog entry': ({ id, ...rest }: LinkProps) => (
    <Link to="/w/$workspace/catalog/$catalogId" params={{ catalogId: id }} {...rest} />
  ),
};

/** The same, and it leads to its page. */
export function NamedLink({ kind, id }: { readonly kind: keyof typeof LINKS; readonly id: string }) {
  const name = useNames(kind)(id);
  const ToPage = LINKS[kind];
  return (
    <ToPage id={id} className="link named" title={name === id ? undefined : titleOf(name, id)}>
      {name}
    </ToPage>
  );
}
