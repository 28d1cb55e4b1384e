import { Page as Frame } from '../app/page.tsx';
import { AuditLog } from '../workspace/audit-log.tsx';
import '../workspace/workspace.css';

/** Who changed what? */
export function Page() {
  return (
    <Frame title="Audit log" sub="Every change of the workspace, kept for 400 days. Secrets are masked." isSplit>
      <AuditLog />
    </Frame>
  );
}
