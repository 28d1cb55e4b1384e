import { Link } from '../../app/links.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import { DeployButton } from './deploy.tsx';
import type { FunctionView } from './function.ts';

type NotDeployedProps = { readonly of: FunctionView; readonly revision: string | undefined };

/** Code that was saved later than what runs. */
export function NotDeployed({ of, revision }: NotDeployedProps) {
  const { id: functionId, deployedVersion, latestVersion } = of;
  if (deployedVersion === latestVersion) return null;
  return (
    <div className="banner note fn-banner">
      <StateGlyph state="off" />
      <p>
        <b>Version {latestVersion} is saved, and does not run.</b>{' '}
        {deployedVersion === undefined ? 'None of it runs.' : `Version ${deployedVersion} does.`}
      </p>
      <span className="row wraps">
        {deployedVersion !== undefined && (
          <Link
            className="link"
            to="/w/$workspace/functions/$functionId/versions"
            params={{ functionId }}
            search={{ version: String(latestVersion) }}
          >
            What is different
          </Link>
        )}
        <DeployButton of={of} version={latestVersion} revision={revision} size="small" />
      </span>
    </div>
  );
}
