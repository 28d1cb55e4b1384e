import type { ReactNode } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import { Link } from '../../app/links.tsx';
import { useRead, type Read } from '../../data/read.ts';
import { Bones, Reading } from '../../parts/reading.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import type { Component } from './component-page.tsx';
import { detailText, programmeText } from './component-texts.ts';
import css from './developer.module.css';

type Answer = DataOf<'GET /components/{componentId}/programme'>;

/** What the programme asks for before the component is public, and what of it is there now; for whoever builds it. */
export function PartnersProgramme({ component }: { readonly component: Component }) {
  const { id, state, appId } = component;
  const isOnItsWay = state === 'private-beta' || state === 'public-beta';
  const read = useRead(
    'GET /components/{componentId}/programme',
    { params: { componentId: id } },
    { when: isOnItsWay },
  );
  if (!isOnItsWay) return null;
  const mends: Readonly<Record<string, ReactNode>> = {
    'enable-button': (
      <Link className="link label" to="/w/$workspace/developer/apps/$appId" params={{ appId }}>
        Set it up<span className="sr">: the app</span>
      </Link>
    ),
    customers:
      state === 'private-beta' ? (
        <a className="link label" href="#invitations">
          Invite customers
        </a>
      ) : (
        <Link className="link label" to="/w/$workspace/catalog/$catalogId" params={{ catalogId: id }}>
          What customers see
        </Link>
      ),
  };
  return (
    <section className={css['part']} aria-label="Before it is public">
      <h2>Before it is public</h2>
      <p className="t2">What the programme asks for. A reviewer goes by it and promotes the component.</p>
      <Programme read={read} mends={mends} />
    </section>
  );
}

/** The same for who promotes it. */
export function useReviewProgramme(submissionId: string, isOnItsWay: boolean): Read<Answer> {
  return useRead('GET /reviews/{submissionId}/programme', { params: { submissionId } }, { when: isOnItsWay });
}

type ProgrammeProps = { readonly read: Read<Answer>; readonly mends?: Readonly<Record<string, ReactNode>> };

export function Programme({ read, mends = {} }: ProgrammeProps) {
  return (
    <Reading read={read} bones={<Bones rows={2} height={36} />}>
      {({ programme }) => (
        <>
          <p className="label t2" role="status">
            {programmeText(programme)}
          </p>
          <ul className={css['checks']}>
            {programme.map(({ id, title, status, details, found, wanted }) => (
              <li key={id}>
                <StateGlyph state={status === 'pass' ? 'pass' : 'failed'} />
                <div>
                  <span className="sr">{status === 'pass' ? 'Done' : 'Open'}: </span>
                  {title}
                  {details.map((detail) => (
                    <span key={detail} className="label t2">
                      {detailText(detail)}
                    </span>
                  ))}
                </div>
                <span className="tn t2 nowrap">
                  {found} of {wanted}
                </span>
                {status !== 'pass' && mends[id]}
              </li>
            ))}
          </ul>
        </>
      )}
    </Reading>
  );
}
