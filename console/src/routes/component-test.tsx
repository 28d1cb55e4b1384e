import { useView } from '../app/links.tsx';
import { Segments } from '../parts/button.tsx';
import { ConnectSteps } from './catalog/connect-steps.tsx';
import { Checklist } from './developer/checklist.tsx';
import { ComponentPage, type Shown } from './developer/component-page.tsx';
import { TestSuite } from './developer/test-suite.tsx';
import css from './developer/developer.module.css';

/** Does it do what it has to? By the suite, and by events of one's own. */
export function Page() {
  return <ComponentPage>{(shown) => <Test {...shown} />}</ComponentPage>;
}

function Test({ component, definition }: Shown) {
  const [{ way }, change] = useView();
  const isSandbox = way === 'sandbox';
  return (
    <div className={css['columns']}>
      <section className="stack" aria-label="Test">
        <div className="between wraps">
          <h2>{isSandbox ? 'Connect it to a source of yours' : 'Test suite'}</h2>
          <Segments
            label="How it is tested"
            value={isSandbox ? 'sandbox' : 'suite'}
            options={[
              ['suite', 'Suite'],
              ['sandbox', 'Sandbox with a source'],
            ]}
            onChange={(chosen) => change({ way: chosen === 'suite' ? undefined : chosen })}
          />
        </div>
        {isSandbox ? (
          <ConnectSteps name={definition.name} schema={definition.settingsSchema} as={{ metadataId: component.id }} />
        ) : (
          <TestSuite component={component} definition={definition} />
        )}
      </section>
      <aside aria-label="Before you submit">
        <h2>Before you submit</h2>
        <Checklist component={component} />
      </aside>
    </div>
  );
}
