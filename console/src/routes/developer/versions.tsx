import { differences } from '../../../../domain/base/differences.ts';
import { useView } from '../../app/links.tsx';
import { useList, useRead } from '../../data/read.ts';
import { Button } from '../../parts/button.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { Differences } from '../../parts/differences/differences.tsx';
import { Time } from '../../parts/time.tsx';
import type { Component } from './component-page.tsx';
import type { Definition } from './definition.ts';
import css from './developer.module.css';

type VersionsProps = { readonly component: Component; readonly definition: Definition };

/** What was published, and what is different in the next one. */
export function Versions({ component, definition }: VersionsProps) {
  const params = { componentId: component.id };
  const versions = useList(
    'GET /components/{componentId}/versions',
    { params },
    { when: component.currentVersion !== undefined },
  );
  const [{ compared }, change] = useView();
  if (component.currentVersion === undefined) return null;
  return (
    <section className={css['part']} aria-label="Versions">
      <h2>Versions</h2>
      <Reading read={versions} bones={<Bones rows={2} />}>
        {(found) => (
          <table>
            <thead>
              <tr>
                <th>Version</th>
                <th>Published</th>
                <th>Lane</th>
                <th>
                  <span className="sr">What is different</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.toReversed().map(({ version, publishedAt, lane }) => (
                <tr key={version}>
                  <td>
                    {version}
                    {version === component.currentVersion && <span className="t2">, what customers connect</span>}
                  </td>
                  <td>
                    <Time at={publishedAt} />
                  </td>
                  <td>
                    <code>{lane}</code>
                  </td>
                  <td className="num">
                    <Button
                      size="small"
                      kind="quiet"
                      onClick={() => change({ compared: compared === String(version) ? undefined : String(version) })}
                    >
                      {compared === String(version) ? 'Hide' : 'Compare with what is shown now'}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Reading>
      {compared !== undefined && <Compared {...{ component, definition, compared }} />}
    </section>
  );
}

/** Of a definition, what a partner writes. */
function written({ name, documentation, settingsSchema, supportedEvents, replay, rateLimit, config }: Definition) {
  return { name, documentation, settingsSchema, supportedEvents, replay, rateLimit, config };
}

function Compared({ component, definition, compared }: VersionsProps & { readonly compared: string }) {
  const params = { componentId: component.id, version: compared };
  const read = useRead('GET /components/{componentId}/versions/{version}', { params });
  const now =
    component.draft === undefined ? `Version ${component.currentVersion ?? ''}` : `Version ${component.draft.version}`;
  return (
    <Reading read={read} bones={<Bones rows={4} />}>
      {({ version }) => (
        <Differences
          found={differences({ definition: written(version) }, { definition: written(definition) })}
          names={[`Version ${version.version}`, now]}
        />
      )}
    </Reading>
  );
}
