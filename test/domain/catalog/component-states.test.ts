import { describe, expect, test } from 'vitest';
import {
  ACTING_ROLES,
  actionsOf,
  COMPONENT_ACTIONS,
  DRAFT_STATES,
  judgeAction,
  STAGES,
  stateOf,
  type Standing,
} from '../../../domain/catalog/component-states.ts';

/** Who may do it, written down a second time: a change of the rules is a change here. */
const WHO = `
            developer  owner  reviewer  system
  edit      yes        yes    -         -
  invite    yes        yes    -         -
  submit    yes        yes    -         -
  withdraw  yes        yes    -         yes
  delete    yes        yes    -         -
  approve   -          -      yes       -
  reject    -          -      yes       -
  promote   -          -      yes       -
  retire    -          yes    yes       yes
`;

/** From every stage and state of the next version, where each action leads; "-" where it is refused. */
const WHERE = `
                            edit                submit                  withdraw            invite                  delete             approve             reject                 promote                 retire
  building/none             building/draft      -                       -                   building/none           building/none      -                   -                      -                       -
  building/draft            building/draft      building/in-review      -                   building/draft          building/draft     -                   -                      -                       -
  building/in-review        -                   -                       building/draft      building/in-review      -                  private-beta/none   building/rejected      -                       -
  building/rejected         building/draft      building/in-review      -                   building/rejected       building/rejected  -                   -                      -                       -
  private-beta/none         private-beta/draft  -                       -                   private-beta/none       -                  -                   -                      public-beta/none        retired/none
  private-beta/draft        private-beta/draft  private-beta/in-review  -                   private-beta/draft      -                  -                   -                      public-beta/draft       retired/draft
  private-beta/in-review    -                   -                       private-beta/draft  private-beta/in-review  -                  private-beta/none   private-beta/rejected  public-beta/in-review   -
  private-beta/rejected     private-beta/draft  private-beta/in-review  -                   private-beta/rejected   -                  -                   -                      public-beta/rejected    retired/rejected
  public-beta/none          public-beta/draft   -                       -                   -                       -                  -                   -                      public/none             retired/none
  public-beta/draft         public-beta/draft   public-beta/in-review   -                   -                       -                  -                   -                      public/draft            retired/draft
  public-beta/in-review     -                   -                       public-beta/draft   -                       -                  public-beta/none    public-beta/rejected   public/in-review        -
  public-beta/rejected      public-beta/draft   public-beta/in-review   -                   -                       -                  -                   -                      public/rejected         retired/rejected
  public/none               public/draft        -                       -                   -                       -                  -                   -                      -                       retired/none
  public/draft              public/draft        public/in-review        -                   -                       -                  -                   -                      -                       retired/draft
  public/in-review          -                   -                       public/draft        -                       -                  public/none         public/rejected        -                       -
  public/rejected           public/draft        public/in-review        -                   -                       -                  -                   -                      -                       retired/rejected
  retired/none              -                   -                       -                   -                       -                  -                   -                      -                       -
  retired/draft             -                   -                       -                   -                       -                  -                   -                      -                       -
  retired/in-review         -                   -                       -                   -                       -                  -                   -                      -                       -
  retired/rejected          -                   -                       -                   -                       -                  -                   -                      -                       -
`;

type Cell = readonly [row: string, column: string, value: string];

function cellsOf(table: string): Cell[] {
  const [head = '', ...rows] = table.split('\n').filter((line) => line.trim() !== '');
  const columns = head.trim().split(/\s+/);
  return rows.flatMap((row) => {
    const [name = '', ...values] = row.trim().split(/\s+/);
    return columns.map((column, index): Cell => [name, column, values[index] ?? 'missing']);
  });
}

const standingOf = (text: string): Standing => {
  const [stage, draft] = text.split('/');
  return { stage, draft } as Standing;
};
const allowed = new Set(
  cellsOf(WHO)
    .filter(([, , mark]) => mark === 'yes')
    .map(([action, role]) => `${action} ${role}`),
);
const moves = cellsOf(WHERE).map(([from, action, to]) => ({ from, action, to }));

describe('the table of states', () => {
  test('has every stage, state of the next version, action and role', () => {
    const standings = STAGES.flatMap((stage) => DRAFT_STATES.map((draft) => `${stage}/${draft}`));

    expect([...new Set(moves.map(({ from }) => from))].sort()).toEqual(standings.toSorted());
    expect([...new Set(moves.map(({ action }) => action))].sort()).toEqual([...COMPONENT_ACTIONS].sort());
    expect([...new Set(cellsOf(WHO).map(([, role]) => role))]).toEqual([...ACTING_ROLES]);
    expect(moves.length * ACTING_ROLES.length).toBe(720);
  });

  test.each(moves)('$from, $action: $to', ({ from, action, to }) => {
    const verb = COMPONENT_ACTIONS.find((name) => name === action) ?? 'edit';

    for (const role of ACTING_ROLES) {
      const verdict = judgeAction(standingOf(from), verb, role);
      const expected = !allowed.has(`${action} ${role}`) ? 'wrong_role' : to === '-' ? 'wrong_state' : to;

      expect(verdict.ok ? `${verdict.standing.stage}/${verdict.standing.draft}` : verdict.failure.name).toBe(expected);
      expect(actionsOf(standingOf(from), role).includes(verb)).toBe(verdict.ok);
    }
  });

  test.each([
    ['building/none', 'building'],
    ['building/draft', 'building'],
    ['building/in-review', 'in-review'],
    ['building/rejected', 'rejected'],
    ['private-beta/in-review', 'private-beta'],
    ['public/rejected', 'public'],
    ['retired/draft', 'retired'],
  ])('%s is called %s', (standing, state) => {
    expect(stateOf(standingOf(standing))).toBe(state);
  });

  test('a refusal says what is possible', () => {
    const verdict = judgeAction({ stage: 'building', draft: 'in-review' }, 'edit', 'developer');

    expect(verdict).toMatchObject({ failure: { params: { possible: 'invite, withdraw' } } });
  });
});
