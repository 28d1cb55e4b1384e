// Who may do what with a partner's component, in which state, and what state it is in then. The routes of apps and of
// reviews ask here and nowhere else; docs/developer-center.md shows the same table.

import { failure, type Failure } from '../base/error-texts.ts';

/** Where the published version of a component can be found: nowhere yet, by the invited, by everybody. */
export const STAGES = ['building', 'private-beta', 'public-beta', 'public', 'retired'] as const;
export type Stage = (typeof STAGES)[number];

/** What becomes of the version after the published one. A published version itself never changes. */
export const DRAFT_STATES = ['none', 'draft', 'in-review', 'rejected'] as const;
export type DraftState = (typeof DRAFT_STATES)[number];

export type Standing = { readonly stage: Stage; readonly draft: DraftState };

/** In what capacity somebody acts: for the partner, for the installation, or as Penstock itself. */
export const ACTING_ROLES = ['developer', 'owner', 'reviewer', 'system'] as const;
export type ActingRole = (typeof ACTING_ROLES)[number];

export const COMPONENT_ACTIONS = [
  ...(['edit', 'invite', 'submit', 'withdraw', 'delete'] as const),
  ...(['approve', 'reject', 'promote', 'retire'] as const),
] as const;
export type ComponentAction = (typeof COMPONENT_ACTIONS)[number];

type Moves<Name extends string> = Readonly<Partial<Record<Name, Name>>>;

/** What it does from where; from elsewhere it is refused. */
type Rule = {
  readonly by: readonly ActingRole[];
  readonly stages: Moves<Stage>;
  readonly drafts: Moves<DraftState>;
};

const staying = <Name extends string>(...names: readonly Name[]): Moves<Name> =>
  Object.fromEntries(names.map((name) => [name, name])) as Moves<Name>;

const PARTNER: readonly ActingRole[] = ['developer', 'owner'];
const NOT_RETIRED = staying<Stage>('building', 'private-beta', 'public-beta', 'public');
const NOT_IN_REVIEW = staying<DraftState>('none', 'draft', 'rejected');

const RULES: Readonly<Record<ComponentAction, Rule>> = {
  edit: { by: PARTNER, stages: NOT_RETIRED, drafts: { none: 'draft', draft: 'draft', rejected: 'draft' } },
  invite: { by: PARTNER, stages: staying('building', 'private-beta'), drafts: staying(...DRAFT_STATES) },
  submit: { by: PARTNER, stages: NOT_RETIRED, drafts: { draft: 'in-review', rejected: 'in-review' } },
  withdraw: { by: [...PARTNER, 'system'], stages: NOT_RETIRED, drafts: { 'in-review': 'draft' } },
  /** What was published stays known to those who have it: it is retired and not deleted. */
  delete: { by: PARTNER, stages: staying('building'), drafts: NOT_IN_REVIEW },
  approve: { by: ['reviewer'], stages: { ...NOT_RETIRED, building: 'private-beta' }, drafts: { 'in-review': 'none' } },
  reject: { by: ['reviewer'], stages: NOT_RETIRED, drafts: { 'in-review': 'rejected' } },
  promote: {
    by: ['reviewer'],
    stages: { 'private-beta': 'public-beta', 'public-beta': 'public' },
    drafts: staying(...DRAFT_STATES),
  },
  retire: {
    by: ['owner', 'reviewer', 'system'],
    stages: { 'private-beta': 'retired', 'public-beta': 'retired', public: 'retired' },
    drafts: NOT_IN_REVIEW,
  },
};

export type Verdict =
  { readonly ok: true; readonly standing: Standing } | { readonly ok: false; readonly failure: Failure };

/** What becomes of a component when somebody does something with it, or why he cannot. */
export function judgeAction(standing: Standing, action: ComponentAction, role: ActingRole): Verdict {
  const { by, stages, drafts } = RULES[action];
  if (!by.includes(role)) {
    return { ok: false, failure: failure('wrong_role', { action, roles: by.join(', ') }) };
  }
  const [stage, draft] = [stages[standing.stage], drafts[standing.draft]];
  if (stage === undefined || draft === undefined) {
    const possible = actionsOf(standing, role).join(', ') || 'nothing';
    const now = { stage: standing.stage, draft: DRAFT_WORDS[standing.draft] };
    return { ok: false, failure: failure('wrong_state', { ...now, action, possible }) };
  }
  return { ok: true, standing: { stage, draft } };
}

const DRAFT_WORDS: Readonly<Record<DraftState, string>> = {
  none: 'has not been begun',
  draft: 'is a draft',
  'in-review': 'is in review',
  rejected: 'was rejected',
};

/** What somebody can do with a component as it is. */
export function actionsOf(standing: Standing, role: ActingRole): ComponentAction[] {
  return COMPONENT_ACTIONS.filter((action) => {
    const { by, stages, drafts } = RULES[action];
    return by.includes(role) && stages[standing.stage] !== undefined && drafts[standing.draft] !== undefined;
  });
}

/** The state in one word, as people see it. Once published it is the stage; its next version has a state of its own. */
export function stateOf({ stage, draft }: Standing): Stage | 'in-review' | 'rejected' {
  if (stage !== 'building') return stage;
  return draft === 'in-review' || draft === 'rejected' ? draft : 'building';
}
