// From a version of a component and a customer's settings to what the pipeline works with: an ordinary destination, or an
// ordinary source. The pipeline never looks a component up; whatever it needs is there when it is connected.

import { withKind, type OfKind } from '../../destinations/kinds.ts';
import type { ComponentUse } from '../../destinations/kind.ts';
import { componentKind, type ComponentKind } from './component-kinds.ts';
import type { Definition } from './component.ts';
import { openSettingsOf, problemsOfSettings, secretSettingsOf, withDefaults } from './component-settings.ts';
import type { Destination } from '../workspace/destination.ts';
import type { Source } from '../workspace/workspace.ts';
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

/** What the component decides of a source. */
export type ConnectedSource = Required<Pick<Source, 'kind' | 'componentId' | 'componentVersion' | 'secretSettings'>> &
  Pick<Source, 'componentCode' | 'reply' | 'settings' | 'openSettings'>;

type Problem = { readonly path: string; readonly message: string };
type Refused = { readonly ok: false; readonly problems: readonly Problem[] };
export type Connection<T = Connected> = { readonly ok: true; readonly connected: T } | Refused;

/** Which secrets of a destination a change leaves as they are stored. */
export function keptSecrets(before: Decided & { readonly settings: Settings }, settings: Settings): string[] {
  return Object.keys(settings).filter(
    (name) => isSecretSetting(name, before) && settings[name] === before.settings[name],
  );
}

type Wanted = { readonly settings: Settings; readonly kept?: readonly string[] };

/** Connects it as a destination, or says what is in the way. */
export function connectComponent(
  connectable: Connectable,
  wanted: Wanted & { readonly rateLimit?: RateLimit },
): Connection {
  const { kind, definition, lane } = connectable;
  const { use, destination: name, connectsAs } = componentKind(kind);
  if (connectsAs !== 'destination') return refused('metadataId', 'is a source: POST /sources connects it');
  if (use === undefined || name === undefined) return refused('metadataId', NOT_YET);
  const made = settle(use, connectable, wanted);
  if (!made.ok) return made;
  const limit = lower(definition.rateLimit, wanted.rateLimit);
  const { settings, ...decided } = made.connected;
  const connected: Connected = {
    ...withKind(name, settings),
    ...(limit === undefined ? {} : { rateLimit: limit }),
    ...(definition.replay ? {} : { replay: false }),
    ...{ lane, ...decided },
  };
  return { ok: true, connected };
}

/** Connects it as a source, or says what is in the way. */
export function connectAsSource(connectable: Connectable, wanted: Wanted): Connection<ConnectedSource> {
  const { kind, definition } = connectable;
  const { use, connectsAs } = componentKind(kind);
  if (connectsAs !== 'source') return refused('metadataId', 'is a destination: POST /destinations connects it');
  if (use === undefined) return refused('metadataId', NOT_YET);
  const made = settle(use, connectable, wanted);
  if (!made.ok) return made;
  const connected: ConnectedSource = {
    ...{ kind: 'stream', ...made.connected },
    ...(definition.config['reply'] === true ? { reply: true } : {}),
  };
  return { ok: true, connected };
}

const NOT_YET = 'is of a kind that cannot be connected yet';

type Settled = Required<Pick<Destination, 'componentId' | 'componentVersion' | 'secretSettings'>> &
  Pick<Destination, 'componentCode' | 'openSettings'> & { readonly settings: Settings };

/** What any component decides, whatever it is connected as. */
function settle(
  use: ComponentUse,
  { componentId, version, definition }: Connectable,
  wanted: Wanted,
): Connection<Settled> {
  const { settingsSchema, config, code } = definition;
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
  const connected: Settled = {
    ...{ settings: filled.settings, componentId, componentVersion: version, secretSettings },
    ...(code === undefined ? {} : { componentCode: code.hash }),
    ...(openSettings.length === 0 ? {} : { openSettings }),
  };
  return { ok: true, connected };
}

function refused(path: string, message: string): Refused {
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
