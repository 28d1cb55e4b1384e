// From a version of a component and a customer's settings to what the pipeline works with: an ordinary destination. The
// pipeline never looks a component up; whatever it needs is in the destination when it is connected.

import { withKind, type OfKind } from '../../destinations/kinds.ts';
import { componentKind, type ComponentKind } from './component-kinds.ts';
import type { Definition } from './component.ts';
import { openSettingsOf, problemsOfSettings, secretSettingsOf, withDefaults } from './component-settings.ts';
import type { Destination } from '../workspace/destination.ts';
import { isSecretName } from '../workspace/secret-names.ts';
import { isSecretSetting, type Decided } from '../workspace/secret-settings.ts';

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
export type Connected = OfKind &
  Pick<
    Destination,
    | 'lane'
    | 'rateLimit'
    | 'replay'
    | 'componentId'
    | 'componentVersion'
    | 'componentCode'
    | 'secretSettings'
    | 'openSettings'
  >;

type Problem = { readonly path: string; readonly message: string };
export type Connection =
  | { readonly ok: true; readonly destination: Connected }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Which secrets of a destination a change leaves as they are stored. */
export function keptSecrets(before: Decided & { readonly settings: Settings }, settings: Settings): string[] {
  return Object.keys(settings).filter(
    (name) => isSecretSetting(name, before) && settings[name] === before.settings[name],
  );
}

/** Connects it, or says what is in the way. */
export function connectComponent(
  { componentId, kind, version, definition, lane }: Connectable,
  wanted: { readonly settings: Settings; readonly rateLimit?: RateLimit; readonly kept?: readonly string[] },
): Connection {
  const { settingsSchema, config, code } = definition;
  const { use, destination: name, connectsAs } = componentKind(kind);
  if (use === undefined || name === undefined || connectsAs !== 'destination') {
    return refused('metadataId', 'is of a kind that cannot be connected yet');
  }
  const [problem] = use.problems(definition);
  if (problem !== undefined) return refused('metadataId', problem);
  const settings = withDefaults(settingsSchema, wanted.settings);
  const problems = problemsOfSettings(settingsSchema, settings, wanted.kept);
  if (problems.length > 0) {
    return { ok: false, problems: problems.map(({ path, message }) => ({ path: `settings.${path}`, message })) };
  }
  const filled = use.connect(config, settings);
  if (!filled.ok) return refused(['settings', filled.name].filter(Boolean).join('.'), filled.message);
  const secretSettings = secretSettingsOf(settingsSchema);
  const open = new Set([...openSettingsOf(settingsSchema), ...use.shownSettings(config)]);
  const openSettings = [...open].filter((setting) => isSecretName(setting) && !secretSettings.includes(setting));
  const limit = lower(definition.rateLimit, wanted.rateLimit);
  const destination: Connected = {
    ...withKind(name, filled.settings),
    ...(limit === undefined ? {} : { rateLimit: limit }),
    ...(definition.replay ? {} : { replay: false }),
    ...{ lane, componentId, componentVersion: version, secretSettings },
    ...(code === undefined ? {} : { componentCode: code.hash }),
    ...(openSettings.length === 0 ? {} : { openSettings }),
  };
  return { ok: true, destination };
}

function refused(path: string, message: string): Connection {
  return { ok: false, problems: [{ path, message }] };
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
