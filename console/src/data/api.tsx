// The API of the workspace that is looked at, and who looks.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useMemo, type ReactNode } from 'react';
import { createApiClient, type ApiClient, type DataOf } from '../../../client/api-client.ts';
import type { ApiCallError } from '../../../client/call-error.ts';
import { rolesWith, type Permission } from '../../../domain/access/permissions.ts';
import type { Session } from './session.ts';
import type { ConsoleSettings } from './settings.ts';

type Surroundings = { readonly settings: ConsoleSettings; readonly session: Session };
type WorkspaceApi = { readonly id: string; readonly api: ApiClient };

const SurroundingsContext = createContext<Surroundings | undefined>(undefined);
const WorkspaceContext = createContext<WorkspaceApi | undefined>(undefined);

export function SurroundingsProvider({ children, ...value }: Surroundings & { readonly children: ReactNode }) {
  const { settings, session } = value;
  const kept = useMemo(() => ({ settings, session }), [settings, session]);
  return <SurroundingsContext value={kept}>{children}</SurroundingsContext>;
}

export function WorkspaceProvider({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const { session } = useSurroundings();
  const value = useMemo(() => ({ id, api: apiOf(session, id) }), [session, id]);
  return <WorkspaceContext value={value}>{children}</WorkspaceContext>;
}

export function apiOf(session: Session, workspace?: string): ApiClient {
  return createApiClient({ url: location.origin, workspace, fetch: session.fetch });
}

export function useSurroundings(): Surroundings {
  const value = use(SurroundingsContext);
  if (value === undefined) throw new Error('This is shown outside of the console.');
  return value;
}

/** How this installation is: its stage, where senders send to. */
export const useSettings = (): ConsoleSettings => useSurroundings().settings;

export const useSession = (): Session => useSurroundings().session;

function useWorkspaceApi(): WorkspaceApi {
  const value = use(WorkspaceContext);
  if (value === undefined) throw new Error('This is shown outside of a workspace.');
  return value;
}

/** The client of the API, for calls that are neither a `useRead` nor a `useWrite`. */
export const useApi = (): ApiClient => useWorkspaceApi().api;

export const useWorkspaceId = (): string => useWorkspaceApi().id;

export type CallerInfo = DataOf<'GET /caller'>['caller'];

/** Who looks, and what that person may do here. The shell shows no page before it is known. */
export function useCaller(): CallerInfo {
  const { data } = useCallerRead();
  if (data === undefined) throw new Error('A page is shown before it is known who looks at it.');
  return data;
}

export function useCallerRead() {
  const { id, api } = useWorkspaceApi();
  return useQuery<CallerInfo, ApiCallError>({
    queryKey: [id, 'GET /caller'],
    queryFn: async () => (await api.call('GET /caller')).caller,
    staleTime: 60_000,
  });
}

/** Whether who looks may do something, and if not, who could. */
export function useMay(permission: Permission): { readonly may: boolean; readonly roles: readonly string[] } {
  const { permissions } = useCaller();
  return { may: permissions.includes(permission), roles: rolesWith(permission) };
}

/** Reads everything anew that is shown of the workspace; after a change that no `useWrite` has made. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  const { id } = useWorkspaceApi();
  return () => client.invalidateQueries({ queryKey: [id] });
}
