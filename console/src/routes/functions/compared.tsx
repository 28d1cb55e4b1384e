// One version of a function, beside another one: what is different in its code and in the settings that it asks for.

import type { DataOf } from '../../../../client/api-client.ts';
import { differences } from '../../../../domain/base/differences.ts';
import { useRead } from '../../data/read.ts';
import { Select } from '../../parts/field.tsx';
import { CodeBlock } from '../../parts/code.tsx';
import { DifferencesTable } from '../../parts/differences/differences-table.tsx';
import { TextDifference } from '../../parts/differences/text-difference.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import type { Version } from './versions.tsx';

type Whole = DataOf<'GET /functions/{functionId}/versions/{version}'>;

type ComparedProps = {
  readonly functionId: string;
  readonly versions: readonly Version[];
  readonly chosen: Version;
  /** The number of the other one, as it stands in the address. */
  readonly against: string | undefined;
  readonly onAgainst: (number: string) => void;
};

const ALONE = 'alone';

export function Compared({ functionId, versions, chosen, against, onAgainst }: ComparedProps) {
  const others = versions.filter(({ version }) => version !== chosen.version);
  const other =
    against === ALONE
      ? undefined
      : (others.find(({ version }) => String(version) === against) ?? usual(others, chosen));
  const options = [
    ...others.map(({ version, isDeployed }) => {
      return [String(version), `version ${version}${isDeployed ? ', which runs' : ''}`] as const;
    }),
    [ALONE, 'nothing: the whole code'] as const,
  ];
  const mine = useVersion(functionId, chosen.version);
  const theirs = useVersion(functionId, other?.version);
  return (
    <section className="stack tight" aria-label={`Version ${chosen.version}`}>
      <div className="row wraps">
        <h2>Version {chosen.version}</h2>
        {others.length > 0 && (
          <span className="row">
            <span className="t2">compared with</span>
            <span className="fn-against">
              <Select
                aria-label="Compared with"
                value={other === undefined ? ALONE : String(other.version)}
                options={options}
                onChange={onAgainst}
              />
            </span>
          </span>
        )}
      </div>
      <Reading read={mine} bones={<Bones rows={6} height={24} />}>
        {(after) =>
          other === undefined ? (
            <CodeBlock text={after.code} language="js" label={`the code of version ${chosen.version}`} />
          ) : (
            <Reading read={theirs} bones={<Bones rows={6} height={24} />}>
              {(before) => <Different before={before} after={after} />}
            </Reading>
          )
        }
      </Reading>
    </section>
  );
}

/** The one that runs; of that one, the one before. */
function usual(others: readonly Version[], { version: number, isDeployed }: Version): Version | undefined {
  const before = others.find(({ version }) => version < number);
  return isDeployed ? before : (others.find((one) => one.isDeployed) ?? before);
}

function useVersion(functionId: string, version: number | undefined) {
  return useRead(
    'GET /functions/{functionId}/versions/{version}',
    { params: { functionId, version: String(version) } },
    { when: version !== undefined },
  );
}

function Different({ before, after }: { readonly before: Whole; readonly after: Whole }) {
  const settings = differences({ settings: before.version.settings }, { settings: after.version.settings });
  const isSame = before.code === after.code;
  return (
    <>
      {isSame ? (
        <p className="t2">The code is the same.</p>
      ) : (
        <TextDifference title="Code" before={before.code} after={after.code} />
      )}
      {settings.length > 0 && (
        <section aria-label="Settings">
          <h3>Settings that it asks for</h3>
          <DifferencesTable rows={settings} />
        </section>
      )}
      {isSame && settings.length === 0 && <p className="t2">So are the settings that it asks for.</p>}
    </>
  );
}
