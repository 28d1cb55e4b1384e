// A partner's app: the tile of the catalog, named after the product, with the people behind it. Its components are what
// customers connect. The control API keeps it; the submission checklist asks whether it is complete.

import * as z from 'zod/mini';
import { resourceName } from '../workspace/destination.ts';
import { hasCredentials } from '../delivery/outbound-rules.ts';
import type { Actor } from '../access/people.ts';

/** The shelves of the catalog. */
export const CATEGORIES = [
  ...(['Advertising', 'Analytics', 'A/B Testing', 'Attribution', 'CRM', 'Customer Success'] as const),
  ...(['Data Platforms', 'Email', 'Enrichment', 'Feature Flags', 'Live Chat', 'Marketing Automation'] as const),
  ...(['Mobile Messaging', 'Monitoring', 'Payments', 'Personalization', 'Raw Data', 'Referrals'] as const),
  ...(['Security', 'Session Recording', 'Surveys', 'Video', 'Other'] as const),
] as const;

const httpsUrl = z.string().check(
  z.maxLength(1_000),
  z.refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' && !hasCredentials(url);
  }, 'must be an https URL, such as https://partner.example.com/logo.svg'),
);

const text = (characters: number) => z.string().check(z.minLength(1, 'must not be empty'), z.maxLength(characters));

/** What a partner says of an app. Everything may come later: the checklist names what is missing. */
export const appFields = {
  name: resourceName,
  /** One or two sentences, for the tile. */
  description: z.optional(text(500)),
  website: z.optional(httpsUrl),
  categories: z.optional(z.array(z.enum(CATEGORIES)).check(z.minLength(1), z.maxLength(3))),
  /** At the partner's, where no page of ours asks for it; replaced by a path of ours when one is handed in (logo.ts). */
  logoUrl: z.optional(httpsUrl),
  support: z.optional(z.strictObject({ email: z.email(), url: z.optional(httpsUrl) })),
  launch: z.optional(
    z.strictObject({
      /** The partner's own page on how to connect Penstock. */
      documentationUrl: z.optional(httpsUrl),
      integrationsPageUrl: z.optional(httpsUrl),
      announcementUrl: z.optional(httpsUrl),
      /** For reviewers. How they come by the password stands in the notes; the password itself is kept nowhere here. */
      testAccount: z.optional(z.strictObject({ username: text(200), notes: text(2_000) })),
    }),
  ),
};

/** The same as it is shown: the logo may be ours. */
export const shownAppFields = { ...appFields, logoUrl: z.optional(z.string()) };

/** An app as the control table keeps it. Its id is its slug and never changes. */
export type App = z.output<z.ZodMiniObject<typeof appFields>> & {
  readonly id: string;
  readonly workspace: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The partner's terms, accepted by an owner. */
  readonly terms?: { readonly acceptedAt: string; readonly acceptedBy: Actor } | undefined;
  /** Ids of its components. While there are any, it cannot be deleted. */
  readonly components: readonly string[];
  /** Those of them that wait for a review: until it is over, the app stays as the reviewer sees it. */
  readonly inReview: readonly string[];
};

/** The parts of an app that customers see, as a published version keeps them. */
export type AppTile = Pick<App, 'id' | 'name' | 'description' | 'website' | 'categories' | 'logoUrl' | 'support'>;

export function tileOf({ id, name, description, website, categories, logoUrl, support }: App): AppTile {
  return { id, name, description, website, categories, logoUrl, support };
}

/** Whether an app can be changed: not while a reviewer looks at it. */
export function isLocked({ inReview }: Pick<App, 'inReview'>): boolean {
  return inReview.length > 0;
}
