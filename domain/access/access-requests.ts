// Requests of partners for access to the Developer Center: what a stranger writes into the public form, and what becomes of
// it. The control API, the console and the command rely on it.

import * as z from 'zod/mini';
import { hasCredentials } from '../delivery/outbound-rules.ts';

export const ACCESS_REQUEST_STATES = ['waiting', 'approved', 'declined'] as const;
export type AccessRequestState = (typeof ACCESS_REQUEST_STATES)[number];

/** Strangers write these, so there is an end to how many, how long and for how long. */
export const ACCESS_REQUEST_LIMITS = {
  companyCharacters: 100,
  nameCharacters: 100,
  websiteCharacters: 200,
  useCaseCharacters: 2000,
  leastUseCaseCharacters: 20,
  reasonCharacters: 1000,
  ofAddressPerHour: 5,
  perDay: 50,
  /** A request that nobody has decided by then is forgotten, and so is one that was decided so long ago. */
  keptDays: 60,
} as const;

const LIMITS = ACCESS_REQUEST_LIMITS;

/** One line: a name that people write. */
const line = (most: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1, 'must not be empty'),
    z.maxLength(most),
    z.refine((text) => !/[\p{C}\u2028\u2029]/u.test(text), 'must be one line, without control characters'),
  );

/** Several lines: control characters but for line breaks and tabs have no place in it. */
const lines = (least: number, most: number) =>
  z.string().check(
    z.trim(),
    z.minLength(least, `must have ${least} characters or more`),
    z.maxLength(most),
    z.refine((text) => !/[^\P{C}\n\r\t]/u.test(text), 'must not have control characters'),
  );

const website = line(LIMITS.websiteCharacters).check(
  z.refine((text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !hasCredentials(url);
  }, 'must be an address such as https://example.com'),
);

/** What the form sends. */
export const accessRequestForm = z.strictObject({
  company: line(LIMITS.companyCharacters),
  website,
  name: line(LIMITS.nameCharacters),
  email: z.pipe(
    z.string().check(z.trim(), z.maxLength(254), z.email('must be an email address')),
    z.transform((text: string) => text.toLowerCase()),
  ),
  useCase: lines(LIMITS.leastUseCaseCharacters, LIMITS.useCaseCharacters),
  /** That the terms will be asked for, and that every component is reviewed. */
  acceptsProgramme: z.literal(true, 'must be accepted'),
});

export const declineReason = lines(1, LIMITS.reasonCharacters);

export type AccessRequest = {
  /** Follows from the email: an email has one. */
  readonly id: string;
  readonly company: string;
  readonly website: string;
  readonly name: string;
  readonly email: string;
  readonly useCase: string;
  readonly state: AccessRequestState;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly decidedAt?: string | undefined;
  readonly decidedBy?: string | undefined;
  /** Why it was declined. */
  readonly reason?: string | undefined;
  /** The workspace that was made for it. */
  readonly workspaceId?: string | undefined;
};

const LONGEST_SUGGESTION = 40;

/** An id for the workspace of a company: `Acme CRM, Inc.` is `acme-crm-inc`. Empty where nothing of the name fits. */
export function suggestWorkspaceId(company: string): string {
  const words = company.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const id = words.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return id.slice(0, LONGEST_SUGGESTION).replace(/-+$/, '');
}
