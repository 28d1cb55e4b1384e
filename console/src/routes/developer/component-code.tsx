import { Link } from '../../app/links.tsx';
import { buttonClass } from '../../parts/button.tsx';
import { CodeBlock } from '../../parts/code.tsx';
import type { Definition } from './definition.ts';

type ComponentCodeProps = { readonly componentId: string; readonly code: Definition['code'] };

/** Which code a component has, and how it gets other code. */
export function ComponentCode({ componentId, code }: ComponentCodeProps) {
  return (
    <section className="field" aria-label="Code">
      <b className="name">Code</b>
      {code === undefined ? (
        <p className="t2">None yet.</p>
      ) : (
        <dl className="facts">
          <dt>Hash</dt>
          <dd className="mono">{code.hash.slice(0, 12)}</dd>
          <dt>Bytes</dt>
          <dd className="num">{code.bytes}</dd>
          <dt>Handlers</dt>
          <dd className="mono">{code.handlers.join(', ')}</dd>
        </dl>
      )}
      <Link
        className={buttonClass({ size: 'small' })}
        to="/w/$workspace/developer/components/$componentId/code"
        params={{ componentId }}
      >
        {code === undefined ? 'Write it' : 'Change it'}
      </Link>
      <p className="t2">Or have the command bundle a file with what it imports. Either saves what loads.</p>
      <CodeBlock label="the command" text={`penstock components set ${componentId} --code FILE`} />
    </section>
  );
}
