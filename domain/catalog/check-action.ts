// Whether a destination of the kind `action` is one that the catalog knows: asked when it is saved, by the API and for files.

import { didYouMean, nearest } from '../base/nearest.ts';
import type { BatchPolicy } from '../delivery/batch-policy.ts';
import type { Destination } from '../workspace/destination.ts';
import type { ActionDestination, ActionField, ActionIndex, ActionScheme, ActionView } from './action-catalog.ts';

type Problem = { readonly path: string; readonly message: string };
type Checked = Pick<Destination, 'action' | 'settings' | 'subscriptions'>;
type Fields = Readonly<Record<string, unknown>>;

/** The catalog as who checks something has it. */
export type ActionCatalog = {
  index(): Promise<ActionIndex>;
  /** Undefined for what is not offered. */
  destination(slug: string): Promise<ActionDestination | undefined>;
};

/** All that is wrong with it; and which settings are secret, where nothing is. */
export async function checkAction(
  catalog: ActionCatalog,
  checked: Checked,
): Promise<{ readonly problems: readonly Problem[]; readonly secretSettings: readonly string[] }> {
  const { action: slug = '' } = checked;
  const entry = await catalog.destination(slug);
  if (entry === undefined) return { problems: [unknownEntry(slug, await catalog.index())], secretSettings: [] };
  if (SIGNED_IN.has(entry.scheme)) return { problems: [wantsSignIn(entry)], secretSettings: [] };
  const problems = [...problemsOfSettings(entry, checked.settings), ...problemsOfSubscriptions(entry, checked)];
  return { problems, secretSettings: entry.settings.filter(isSecret).map(({ key }) => key) };
}

/** Schemes whose tokens a vendor gives to who signs in there. Nothing would be taken without. */
const SIGNED_IN: ReadonlySet<ActionScheme> = new Set(['oauth2', 'oauth-managed', 'oauth2-client-credentials']);

const wantsSignIn = ({ name }: ActionDestination): Problem => ({
  path: 'action',
  message: `cannot be used yet: ${name} wants a sign-in at its vendor (OAuth). Use a function with an access token of yours`,
});

const isSecret = ({ type }: ActionField): boolean => type === 'password';

function unknownEntry(slug: string, { destinations, leftOut }: ActionIndex): Problem {
  const known = leftOut.find((each) => each.slug === slug);
  if (known !== undefined) {
    return {
      path: 'action',
      message: `is not offered: "${slug}" ${known.reason}, past the limits on what may be called`,
    };
  }
  const offered = destinations.filter(({ isHidden }) => isHidden !== true);
  const byName = offered.find(({ name }) => name.toLowerCase() === slug.toLowerCase().replaceAll('-', ' '));
  const near =
    byName?.slug ??
    nearest(
      slug,
      offered.map((each) => each.slug),
    );
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return { path: 'action', message: `names "${slug}", which is not in the catalog of actions.${hint}` };
}

function problemsOfSettings({ settings: fields }: ActionDestination, settings: Fields): Problem[] {
  const names = fields.map(({ key }) => key);
  const missing = fields
    .filter(({ key, required }) => required === true && isEmpty(settings[key]))
    .map(({ key, label }) => ({ path: `settings.${key}`, message: `is required: ${label}` }));
  const unknown = Object.keys(settings)
    .filter((name) => !names.includes(name))
    .map((name) => ({ path: `settings.${name}`, message: `is no setting of it.${didYouMean(name, names)}` }));
  const wrong = fields.flatMap((field) => {
    const message = isEmpty(settings[field.key]) ? undefined : problemOfValue(field, settings[field.key]);
    return message === undefined ? [] : [{ path: `settings.${field.key}`, message }];
  });
  return [...missing, ...unknown, ...wrong];
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** NOTE: a setting that is encrypted, or kept as it is, is an object in the place of a text. */
function problemOfValue({ type, choices }: ActionField, value: unknown): string | undefined {
  if (typeof value === 'object') return undefined;
  if (type === 'boolean' && typeof value !== 'boolean') return 'must be true or false';
  if (['number', 'integer'].includes(type) && Number.isNaN(Number(value))) return 'must be a number';
  const allowed = Array.isArray(choices) ? choices.map(valueOfChoice) : [];
  if (allowed.length === 0 || allowed.includes(textOf(value))) return undefined;
  return `must be one of ${allowed.map((each) => `"${each}"`).join(', ')}`;
}

function valueOfChoice(choice: unknown): string {
  const isLabelled = typeof choice === 'object' && choice !== null && 'value' in choice;
  return textOf(isLabelled ? choice.value : choice);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function problemsOfSubscriptions({ actionViews }: ActionDestination, { subscriptions = [] }: Checked): Problem[] {
  const slugs = actionViews.map(({ slug }) => slug);
  return subscriptions.flatMap(({ action, mapping, batch }, index) => {
    const name = typeof action === 'string' ? action : '';
    const view = actionViews.find(({ slug }) => slug === name);
    const path = `subscriptions[${index}]`;
    if (view !== undefined) {
      return [...missingFields(view, mapping, `${path}.mapping`), ...batchProblems(view, batch, `${path}.batch`)];
    }
    const message = `names the action "${name}", which it does not have.${didYouMean(name, slugs)}`;
    return [{ path: `subscriptions[${index}].action`, message }];
  });
}

function batchProblems({ slug, batch: can }: ActionView, batch: BatchPolicy | undefined, path: string): Problem[] {
  if (batch === undefined) return [];
  if (can === undefined) return [{ path, message: `is not for the action "${slug}", which takes events one by one` }];
  if (batch.maxEvents <= can.maxEvents) return [];
  return [{ path: `${path}.maxEvents`, message: `must be at most ${can.maxEvents} for the action "${slug}"` }];
}

/** Without them no event would ever be taken. Conditions on other fields are for the action to judge. */
function missingFields({ fields }: ActionView, mapping: unknown, path: string): Problem[] {
  const given = (typeof mapping === 'object' && mapping !== null ? mapping : {}) as Fields;
  // One directive makes all of it.
  if (Object.keys(given).some((key) => key.startsWith('@'))) return [];
  return fields
    .filter(({ key, required }) => required === true && !Object.hasOwn(given, key))
    .map(({ key, label }) => ({ path: `${path}.${key}`, message: `is required: ${label}` }));
}
