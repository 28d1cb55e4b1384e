import { Page as Frame } from '../app/page.tsx';
import { AsCommand } from '../parts/as-command.tsx';
import { WorkspaceFile } from '../file/workspace-file.tsx';

/** What is set up here, as one file, and what would another change? */
export function Page() {
  return (
    <Frame
      title="Workspace file"
      sub="All sources and destinations as one file, for version control and for changing them as one."
      actions={
        <AsCommand commands={['penstock export', 'penstock plan workspace.yaml', 'penstock apply workspace.yaml']} />
      }
    >
      <WorkspaceFile />
    </Frame>
  );
}
