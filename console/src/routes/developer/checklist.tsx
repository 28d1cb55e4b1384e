import type { ReactNode } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import { Link } from '../../app/links.tsx';
import { useRead } from '../../data/read.ts';
import { Bones, Reading } from '../../parts/reading.tsx';
import { StateGlyph, type StateName } from '../../parts/state.tsx';
import type { Component } from './component-page.tsx';
import { detailText, placeOf } from './component-texts.ts';
import css from './developer.module.css';

export type Item = DataOf<'GET /components/{componentId}/checklist'>['checklist'][number];

const GLYPHS: Readonly<Record<string, StateName>> = { pass: 'pass', warn: 'warn', fail: 'failed' };
const WORDS: Readonly<Record<string, string>> = { pass: 'Done', warn: 'Advice', fail: 'Open' };

/** What still has to be before a reviewer looks at it, each item with a link to where it is mended. */
export function Checklist({ component }: { readonly component: Component }) {
  const read = useRead('GET /components/{componentId}/checklist', { params: { componentId: component.id } });
  if (component.draft === undefined) {
    return (
      <p className="t2">
        Nothing is being written. The first change begins version {(component.currentVersion ?? 0) + 1}.
      </p>
    );
  }
  return (
    <Reading read={read} bones={<Bones rows={10} height={36} />}>
      {({ checklist }) => <Items items={checklist} linkOf={(item) => <Mend component={component} item={item} />} />}
    </Reading>
  );
}

/** For who reads of one that was handed in. */
export function Items({
  items,
  linkOf,
}: {
  readonly items: readonly Item[];
  readonly linkOf?: (item: string) => ReactNode;
}) {
  const open = items.filter(({ status }) => status === 'fail').length;
  return (
    <>
      <p className="label t2" role="status">
        {open === 0 ? 'Nothing is in the way.' : `${open} of ${items.length} ${open === 1 ? 'is' : 'are'} open.`}
      </p>
      <ul className={css['checks']}>
        {items.map(({ id, title, status, details }) => (
          <li key={id}>
            <StateGlyph state={GLYPHS[status] ?? 'skip'} />
            <div>
              <span className="sr">{WORDS[status]}: </span>
              {title}
              {details.map((detail) => (
                <span key={detail} className="label t2">
                  {detailText(detail)}
                </span>
              ))}
            </div>
            {status !== 'pass' && linkOf?.(id)}
          </li>
        ))}
      </ul>
    </>
  );
}

const TABS = {
  info: ['/w/$workspace/developer/components/$componentId', 'Info'],
  settings: ['/w/$workspace/developer/components/$componentId/settings', 'Settings'],
  docs: ['/w/$workspace/developer/components/$componentId/docs', 'Docs'],
  test: ['/w/$workspace/developer/components/$componentId/test', 'Test'],
} as const;

function Mend({ component, item }: { readonly component: Component; readonly item: string }) {
  const place = placeOf(item);
  if (place === 'app')
    return (
      <Link className="link label" to="/w/$workspace/developer/apps/$appId" params={{ appId: component.appId }}>
        Go there<span className="sr">: the app</span>
      </Link>
    );
  const [to, name] = TABS[place];
  return (
    <Link className="link label" to={to} params={{ componentId: component.id }}>
      Go there<span className="sr">: {name}</span>
    </Link>
  );
}
