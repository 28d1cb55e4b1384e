// From a version of a component and a customer's settings to what the pipeline works with: an ordinary destination. The
// pipeline never looks a component up; whatever it needs is in the destination when it is connected.

import { webhookConfig, KINDS, type ComponentKind } from './component-kinds.ts';
import type { Definition } from './component.ts';
import { openSettingsOf, problemsOfSettings, secretSettingsOf, withDefaults } from './component-settings.ts';
import type { Destination } from './destination.ts';
import { settingsSizeProblem } from './settings-size.ts';
import { isSecretName } from './secret-names.ts';
import { isSecretSetting, type Decided } from './secret-settings.ts';
import { fillEndpoint, settingsInEndpoint } from './webhook-endpoint.ts';

type Settings = Readonly<Record<string, unknown>>;
type RateLimit = Destination['rateLimit'];

/** A version as one can connect it, published or still a draft. */
export type Connectable = {
  readonly componentId: string;
  readonly kind: ComponentKind;
  readonly version: number;
  readonly definition: Definition;
  readonly lane: string;
};

/** What the component decides of a destination. */
export type Connected = Pick<
  Destination,
  | ('kind' | 'settings' | 'lane' | 'rateLimit' | 'replay' | 'componentId' | 'componentVersion')
  | ('secretSettings' | 'openSettings')
>;

type Problem = { readonly path: string; readonly message: string };
export type Connection =
  | { readonly ok: true; readonly destination: Connected }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Which secrets of a destination a change leaves as they are stored. */
export function keptSecrets(before: Pick<Destination, 'settings'> & Decided, settings: Settings): string[] {
  return Object.keys(settings).filter(
    (name) => isSecretSetting(name, before) && settings[name] === before.settings[name],
  );
}

/** Which settings of a destination the component has put there. The others are the customer's. */
const OF_THE_COMPONENT: ReadonlySet<string> = new Set(['url', 'headers', 'sharedSecret']);

/** Connects it, or says what is in the way. */
export function connectComponent(
  { componentId, kind, version, definition, lane }: Connectable,
  wanted: { readonly settings: Settings; readonly rateLimit?: RateLimit; readonly kept?: readonly string[] },
): Connection {
  const { settingsSchema, config } = definition;
  const problem = unusable(kind, definition);
  if (problem !== undefined) return { ok: false, problems: [{ path: 'metadataId', message: problem }] };
  const settings = withDefaults(settingsSchema, wanted.settings);
  const problems = problemsOfSettings(settingsSchema, settings, wanted.kept);
  if (problems.length > 0) {
    return { ok: false, problems: problems.map(({ path, message }) => ({ path: `settings.${path}`, message })) };
  }
  const { url: template = '', headers, sharedSecret } = webhookConfig.parse(config);
  const address = fillEndpoint(template, settings);
  if (!address.ok) {
    return { ok: false, problems: [{ path: `settings.${address.name}`, message: address.message }] };
  }
  const filled = {
    ...settings,
    url: address.url,
    ...(headers === undefined ? {} : { headers }),
    ...(sharedSecret === undefined ? {} : { sharedSecret }),
  };
  const size = settingsSizeProblem(filled);
  if (size !== undefined) return { ok: false, problems: [{ path: 'settings', message: size }] };
  const secretSettings = secretSettingsOf(settingsSchema);
  // What stands in the address is seen there.
  const open = new Set([...openSettingsOf(settingsSchema), ...settingsInEndpoint(template)]);
  const openSettings = [...open].filter((name) => isSecretName(name) && !secretSettings.includes(name));
  const limit = lower(definition.rateLimit, wanted.rateLimit);
  const destination: Connected = {
    kind: 'webhook',
    settings: filled,
    ...(limit === undefined ? {} : { rateLimit: limit }),
    ...(definition.replay ? {} : { replay: false }),
    ...{ lane, componentId, componentVersion: version, secretSettings },
    ...(openSettings.length === 0 ? {} : { openSettings }),
  };
  return { ok: true, destination };
}

function unusable(kind: ComponentKind, { config, settingsSchema }: Definition): string | undefined {
  const { runtime, connectsAs } = KINDS[kind];
  if (runtime === undefined || connectsAs !== 'destination') return 'is of a kind that cannot be connected yet';
  return runtime.problems(config, settingsSchema)[0];
}

/** A customer can ask for less than the partner takes, and not for more. */
function lower(partner: RateLimit, customer: RateLimit): RateLimit {
  if (partner === undefined || customer === undefined) return customer ?? partner;
  const [perSecond, atOnce] = (['perSecond', 'atOnce'] as const).map((name) => {
    const both = [partner[name], customer[name]].filter((value) => value !== undefined);
    return both.length === 0 ? undefined : Math.min(...both);
  });
  return { ...(perSecond === undefined ? {} : { perSecond }), ...(atOnce === undefined ? {} : { atOnce }) };
}

/** The settings of a destination that the customer has given. */
export function customersSettings({ settings }: Pick<Destination, 'settings'>): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !OF_THE_COMPONENT.has(name)));
}
