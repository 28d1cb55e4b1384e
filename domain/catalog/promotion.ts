// What the partner programme asks for before a component is public, and from how many customers on their sums are shown
// to whoever has built it. The control API shows both.

import type { ChecklistItem } from './submission-checklist.ts';

/** Fewer workspaces than this, and a sum would speak of one of them. */
export const MIN_WORKSPACES_SHOWN = 5;

export const PROMOTION_WORKSPACES = 3;
export const PROMOTION_DAYS = 7;

export type ProgrammeItem = Pick<ChecklistItem, 'id' | 'title' | 'status' | 'details'> & {
  /** How many there are, counted no further than is asked for. */
  readonly found: number;
  readonly wanted: number;
};

/** What is there and what is missing. Reviewers decide: the programme is what they go by. */
export function promotionProgramme(found: {
  readonly oauthClients: number;
  /** Of other workspaces than the partner's, counted no further than is asked for. */
  readonly workspacesWithDeliveries: number;
}): ProgrammeItem[] {
  const { oauthClients, workspacesWithDeliveries: delivering } = found;
  return [
    item('enable-button', 'Enable with Penstock is set up', {
      ...{ found: Math.min(oauthClients, 1), wanted: 1, missing: SAY_BUTTON },
    }),
    item('customers', `${PROMOTION_WORKSPACES} workspaces had deliveries in the last ${PROMOTION_DAYS} days`, {
      ...{ found: delivering, wanted: PROMOTION_WORKSPACES },
      missing: `${delivering} of ${PROMOTION_WORKSPACES} workspaces had.`,
    }),
  ];
}

const SAY_BUTTON = 'The app has no OAuth client: POST /apps/{appId}/oauth-clients.';

type Counted = Pick<ProgrammeItem, 'found' | 'wanted'> & { readonly missing: string };

function item(id: string, title: string, { found, wanted, missing }: Counted): ProgrammeItem {
  const isThere = found >= wanted;
  return { id, title, status: isThere ? 'pass' : 'fail', details: isThere ? [] : [missing], found, wanted };
}
