import { UsageError } from './command.ts';
import { DEFAULT_PROFILE, type Profiles } from './profiles.ts';
import { stackOutputs } from './stack-outputs.ts';

type Env = Readonly<Record<string, string | undefined>>;
export type Wanted = Readonly<Partial<Record<'url' | 'stage' | 'profile' | 'token', string | undefined>>>;

/** Which pipeline, and what lets us in. */
export type Target = {
  readonly url?: string | undefined;
  readonly stage?: string | undefined;
  readonly token?: string | undefined;
};

const HOW_TO_SAY_WHICH = `Say which pipeline: "penstock login" keeps one, or give --url http://localhost:8080, --stage dev,
or PENSTOCK_URL and PENSTOCK_TOKEN.`;

/**
 * What is said now comes before what was kept. A token that was kept goes to the pipeline it was kept for and to no
 * other; with --stage, whoever has AWS credentials is an operator unless he says a token.
 */
export function targetOf(
  { url, stage, profile, token }: Wanted,
  { env, profiles }: { env: Env; profiles: () => Profiles },
): Target {
  const said = token ?? (belongs(env['PENSTOCK_URL'], url) && stage === undefined ? env['PENSTOCK_TOKEN'] : undefined);
  if (stage !== undefined) return { stage, url, token };
  if (url !== undefined) return { url, token: said ?? keptToken(profiles(), { url, profile }) };
  if (profile === undefined && env['PENSTOCK_URL'] !== undefined) {
    const { PENSTOCK_URL: fromEnv } = env;
    return { url: fromEnv, token: said ?? keptToken(profiles(), { url: fromEnv, profile }) };
  }
  const name = profile ?? env['PENSTOCK_PROFILE'] ?? DEFAULT_PROFILE;
  const kept = profiles()[name];
  if (kept !== undefined) return { url: kept.url, token: token ?? kept.token };
  if (name === DEFAULT_PROFILE) return {};
  throw new UsageError(
    `There is no profile "${name}". There is: ${Object.keys(profiles()).join(', ') || 'none'}.\n"penstock login --profile ${name}" makes one.`,
  );
}

/** Whether a token of the environment is for this address. Without PENSTOCK_URL it is for whatever is said. */
function belongs(envUrl: string | undefined, url: string | undefined): boolean {
  return envUrl === undefined || url === undefined || isSamePlace(envUrl, url);
}

function keptToken(profiles: Profiles, { url, profile }: { url: string; profile: string | undefined }) {
  const names = profile === undefined ? Object.keys(profiles) : [profile];
  const kept = names.map((name) => profiles[name]).find((found) => found !== undefined && isSamePlace(found.url, url));
  return kept?.token;
}

function isSamePlace(one: string, other: string): boolean {
  const [first, second] = [URL.parse(one), URL.parse(other)];
  return first !== null && second !== null && first.origin === second.origin;
}

/** Where a stage is, CloudFormation knows. */
export async function urlOf({ url, stage }: Target): Promise<string> {
  if (url !== undefined) return requireUrl(url);
  if (stage === undefined) throw new UsageError(HOW_TO_SAY_WHICH);
  const endpoint = (await stackOutputs(`Penstock-${stage}-Pipeline`)).get('EndpointUrl');
  if (endpoint === undefined) throw new UsageError(`The stack Penstock-${stage}-Pipeline has no output EndpointUrl.`);
  return endpoint;
}

export function requireUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed !== null && ['http:', 'https:'].includes(parsed.protocol)) return url;
  throw new UsageError(`"${url}" is no address such as http://localhost:8080 or https://penstock.example.com.`);
}
