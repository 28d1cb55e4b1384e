import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { apiOf, useCaller, useSession, useSettings, useWorkspaceId } from '../data/api.tsx';
import { Icon } from '../parts/icon.tsx';
import { Mark } from '../parts/mark.tsx';
import { Menu } from '../parts/menu.tsx';

/** Which workspace is looked at, and the others that this person has. */
export function Switcher() {
  const { workspaceName } = useCaller();
  const { stage } = useSettings();
  const current = useWorkspaceId();
  const session = useSession();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const { data: workspaces = [] } = useQuery({
    queryKey: ['GET /workspaces'],
    queryFn: async () => (await apiOf(session).call('GET /workspaces')).workspaces,
    enabled: isOpen,
  });
  const go = (workspace: string): void => void navigate({ to: '/w/$workspace', params: { workspace } });
  return (
    <Menu
      onOpen={setOpen}
      items={workspaces.map(({ id, name }) => ({
        label: name,
        note: id,
        isCurrent: id === current,
        onChoose: () => go(id),
      }))}
      trigger={
        <button type="button" className="switcher">
          <Mark />
          <span className="sr">Workspace</span>
          <span className="who">
            <b className="cut">{workspaceName}</b>
            <span className="cut">
              {current} · {stage}
            </span>
          </span>
          <Icon name="chevrons-up-down" />
        </button>
      }
    />
  );
}
