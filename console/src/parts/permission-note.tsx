import type { Permission } from '../../../domain/access/permissions.ts';
import { useMay } from '../data/api.tsx';

/** Why something is not shown or cannot be done, and who could; nothing for who may. */
export function PermissionNote({ permission, what }: { readonly permission: Permission; readonly what: string }) {
  const { may, roles } = useMay(permission);
  if (may) return null;
  return (
    <p className="banner note">
      <span>
        You may not {what}.{' '}
        {roles.length === 0 ? 'The operator of this installation can.' : `Who can: ${roles.join(', ')}.`}
      </span>
    </p>
  );
}

/** For the `why` of a button: undefined for who may. */
export function useWhyNot(permission: Permission): string | undefined {
  const { may, roles } = useMay(permission);
  return may ? undefined : `For ${roles.join(', ')}`;
}
