// What of a function runs, for whom, and what became of their events.

import { Link, useView } from '../../app/links.tsx';
import { useList } from '../../data/read.ts';
import { buttonClass, Segments } from '../../parts/button.tsx';
import { bytesText } from '../../parts/number.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { Time } from '../../parts/time.tsx';
import { FUNCTION_LIMITS } from '../../../../domain/functions/function-limits.ts';
import { rangeOf, RANGES } from '../shared/ranges.ts';
import { DeleteFunction } from './delete.tsx';
import { Outcomes } from './outcomes.tsx';
import { SourcesOf } from './sources-of.tsx';
import { TYPE_TEXTS, usersOf, type FunctionView } from './function.ts';
import { NotDeployed } from './not-deployed.tsx';

type OverviewProps = { readonly of: FunctionView; readonly revision: string | undefined };

export function Overview({ of, revision }: OverviewProps) {
  const isSource = of.type === 'source';
  const destinations = useList('GET /destinations', {}, { when: !isSource });
  const sources = useList('GET /sources', {}, { when: isSource });
  const [view, change] = useView();
  const range = rangeOf(view['range']);
  return (
    <>
      <NotDeployed of={of} revision={revision} />
      <div className="fn-body">
        <section aria-label={isSource ? 'What came of its requests' : 'What became of its events'}>
          <div className="between wraps">
            <h2>{isSource ? 'What came of its requests' : 'What became of its events'}</h2>
            <Segments
              label="Range of time"
              value={range.name}
              options={RANGES}
              shortcut="t"
              onChange={(name) => change({ range: name === '1h' ? undefined : name })}
            />
          </div>
          {isSource ? (
            <Reading read={sources} bones={<Bones rows={4} />}>
              {(all) => <SourcesOf of={of} sources={all.filter((source) => source.function === of.id)} range={range} />}
            </Reading>
          ) : (
            <Reading read={destinations} bones={<Bones rows={4} />}>
              {(all) => {
                const users = usersOf(of.id, all);
                return users.length === 0 ? <Unused of={of} /> : <Outcomes users={users} range={range} />;
              }}
            </Reading>
          )}
        </section>
        <aside aria-label="What runs">
          <WhatRuns of={of} />
          <DeleteFunction of={of} revision={revision} />
        </aside>
      </div>
    </>
  );
}

/** What leads to its first event. */
function Unused({ of: { id, type, deployedVersion } }: { readonly of: FunctionView }) {
  const why = useWhyNot('destinations:write');
  return (
    <div className="empty">
      <p>
        {type === 'insert'
          ? 'No destination inserts it yet. Choose it in the settings of one: its events then pass the function before they are sent.'
          : 'No destination uses it yet. Connect it to a source: it then gets the events of that source.'}
      </p>
      {type === 'insert' ? (
        <Link className={buttonClass()} to="/w/$workspace/destinations">
          To the destinations
        </Link>
      ) : why === undefined && deployedVersion !== undefined ? (
        <Link
          className={buttonClass({ kind: 'primary' })}
          to="/w/$workspace/functions/$functionId/connect"
          params={{ functionId: id }}
        >
          Connect it to a source
        </Link>
      ) : (
        <p className="t2">{why ?? 'Deploy a version first.'}</p>
      )}
    </div>
  );
}

function WhatRuns({ of }: { readonly of: FunctionView }) {
  const { type, handlers, settings, deployedVersion, deployedAt, createdAt, updatedAt } = of;
  return (
    <>
      <h2>What runs</h2>
      <p className="t2">{TYPE_TEXTS[type]}</p>
      <dl className="facts">
        <dt>Version</dt>
        <dd>{deployedVersion ?? 'none'}</dd>
        {deployedAt !== undefined && (
          <>
            <dt>Deployed</dt>
            <dd>
              <Time at={deployedAt} />
            </dd>
          </>
        )}
        <dt>Handlers</dt>
        <dd className="wrap">{handlers.length === 0 ? 'none' : handlers.join(', ')}</dd>
        <dt>Settings</dt>
        <dd className="wrap">{Object.keys(settings).length === 0 ? 'none' : Object.keys(settings).join(', ')}</dd>
        <dt>Changed</dt>
        <dd>
          <Time at={updatedAt} />
        </dd>
        <dt>Created</dt>
        <dd>
          <Time at={createdAt} />
        </dd>
      </dl>
      <h3>What an event may take</h3>
      <p className="t2">
        {FUNCTION_LIMITS.eventMs / 1000} s, of which {FUNCTION_LIMITS.eventCpuMs} ms computing,{' '}
        {bytesText(FUNCTION_LIMITS.heapBytes)} and {FUNCTION_LIMITS.fetches} requests. A run in the editor says what it
        took, and the logs say it of production.
      </p>
    </>
  );
}
