import type { Source } from '../../domain/workspace/workspace.ts';

/** A source that is on, with one write key. */
export function aSource(overrides: Partial<Source> = {}): Source {
  return { id: 'web', enabled: true, writeKeys: ['wk_web'], acceptDeletes: false, ...overrides };
}
