import type { ItemOf } from '../../../../client/api-client.ts';
import { betaOf } from '../../../../domain/catalog/entry-texts.ts';
import { Link } from '../../app/links.tsx';
import { Logo } from '../../parts/logo.tsx';
import { State, Tag } from '../../parts/state.tsx';
import { connectionText } from './catalog-texts.ts';
import css from './catalog.module.css';

export type Entry = ItemOf<'GET /catalog/destinations'>;
export type Connection = ItemOf<'GET /destinations'>;
type Made = Pick<Connection, 'enabled'>;

type TileProps = {
  readonly entry: Entry;
  readonly connections: readonly Made[] | undefined;
  readonly isSource: boolean;
};

/** One entry: a link to its page. */
export function Tile({ entry, connections, isSource }: TileProps) {
  const { id, name, categories, description, status, logos } = entry;
  const beta = betaOf(status);
  return (
    <Link
      className={css['cell']}
      to={isSource ? '/w/$workspace/catalog/sources/$catalogId' : '/w/$workspace/catalog/$catalogId'}
      params={{ catalogId: id }}
      title={name}
    >
      <Head name={name} shelf={categories.join(', ')} logo={logos.default} />
      <span className={`t2 ${css['says']}`}>{description}</span>
      <span className={`label t2 ${css['foot']}`}>
        {connections !== undefined && <Connected connections={connections} />}
        {beta !== undefined && (
          <span className="push">
            <Tag>{beta}</Tag>
          </span>
        )}
      </span>
    </Link>
  );
}

type HeadProps = { readonly name: string; readonly shelf: string; readonly logo?: string | undefined };

export function Head({ name, shelf, logo }: HeadProps) {
  return (
    <span className={css['head']}>
      <Logo name={name} logoUrl={logo} />
      <span className={css['name']}>
        <b>{name}</b>
        <span className="label t3">{shelf}</span>
      </span>
    </span>
  );
}

export function Connected({ connections }: { readonly connections: readonly Made[] }) {
  const { state, text } = connectionText(connections);
  return connections.length === 0 ? <span className="t3">{text}</span> : <State state={state}>{text}</State>;
}
