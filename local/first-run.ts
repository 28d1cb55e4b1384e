import { workspaceSchema, type Workspace } from '../domain/workspace/workspace.ts';
import { workspaceIds, type WorkspaceStore } from '../functions/shared/stores/workspace-store.ts';
import { EXAMPLE_WORKSPACE, EXAMPLE_WRITE_KEY } from './first-event.ts';
import { withWorkspaceStore } from './load-workspace.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from './receiver.ts';
import type { PipelineResources } from './start-pipeline.ts';

/** What is loaded when nobody has said anything: one source, and a destination that prints what it gets. */
function exampleWorkspace(receiverUrl: string): Workspace {
  return workspaceSchema.parse({
    workspace: EXAMPLE_WORKSPACE,
    sources: [{ id: 'website', name: 'Website', writeKeys: [EXAMPLE_WRITE_KEY] }],
    destinations: [
      {
        id: 'printer',
        name: 'Printer',
        source: 'website',
        kind: 'webhook',
        settings: { url: `${receiverUrl}/hook`, sharedSecret: 'example-secret' },
      },
    ],
  });
}

/** The example and its bundled receiver, or undefined when the data directory already has a workspace of its own. */
export async function startExample(
  resources: PipelineResources,
  print: (line: string) => void,
): Promise<{ workspace: Workspace; receiver: Receiver } | undefined> {
  if (!(await withWorkspaceStore(resources, isFirstOrExample))) return undefined;
  const receiver = await startReceiver({ onRequest: (request) => print(describeRequest(request)) });
  return { workspace: exampleWorkspace(receiver.url), receiver };
}

/** Whether there is nothing yet, or the example of an earlier start, whose destination has the port of that one. */
async function isFirstOrExample(store: WorkspaceStore): Promise<boolean> {
  const ids = await workspaceIds(store);
  return ids.length === 0 || ids.includes(EXAMPLE_WORKSPACE);
}

/** One line for each request that the bundled receiver gets. */
function describeRequest({ body, headers }: ReceivedRequest): string {
  const signature = headers['x-signature'] === undefined ? '' : ' (signed)';
  return `[receiver] got${signature}: ${body}`;
}
