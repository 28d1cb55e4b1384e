import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';

type SourceInput = NonNullable<WorkspaceInput['sources']>[number];
type DestinationInput = NonNullable<WorkspaceInput['destinations']>[number];

/** A source as people write it, with nothing that has a default. */
export function aSourceInput(overrides: Partial<SourceInput> = {}): SourceInput {
  return { id: 'web', writeKeys: ['wk_web'], ...overrides };
}

/** A destination as people write it, with nothing that has a default. */
export function aDestinationInput(overrides: Partial<DestinationInput> = {}): DestinationInput {
  return {
    id: 'crm',
    source: 'web',
    kind: 'webhook',
    settings: { url: 'https://partner.example.com/hook' },
    ...overrides,
    // Whoever says another kind says its settings too.
  } as DestinationInput;
}

/** One source and one destination of it. */
export function aWorkspaceInput(overrides: Partial<WorkspaceInput> = {}): WorkspaceInput {
  return { workspace: 'acme', sources: [aSourceInput()], destinations: [aDestinationInput()], ...overrides };
}
