import { parseArgs } from 'node:util';

export type CommandLine =
  | { readonly kind: 'run'; readonly settings: RunSettings }
  | { readonly kind: 'help' }
  | { readonly kind: 'unusable'; readonly problem: string };

export type RunSettings = {
  readonly port: number;
  /** undefined: a temporary directory that goes at the end. */
  readonly dataDir: string | undefined;
  readonly workspaceFile: string | undefined;
  readonly watch: boolean;
  readonly signIn: boolean;
  /** Whether everybody is shown the catalog. */
  readonly publicCatalog: boolean;
  /** Further names under which this machine may be called. */
  readonly hosts: readonly string[];
  /** Hosts whose requests go to an origin of this machine instead. */
  readonly routes: Readonly<Record<string, string>>;
};

const OPTIONS = {
  port: { type: 'string' },
  data: { type: 'string' },
  workspace: { type: 'string' },
  ephemeral: { type: 'boolean' },
  watch: { type: 'boolean' },
  'sign-in': { type: 'boolean' },
  'public-catalog': { type: 'boolean' },
  'allow-host': { type: 'string', multiple: true },
  route: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_PORT = 8080;
const DEFAULT_DATA_DIR = '.penstock';
const MAX_PORT = 65_535;

export const USAGE = `Usage: npm start -- [options]

  --port NUMBER      port to listen on, 0 for any free one (default: the variable PORT, else ${DEFAULT_PORT})
  --data DIR         directory that keeps all state (default: ${DEFAULT_DATA_DIR})
  --ephemeral        keep state in a temporary directory and remove it at the end
  --workspace FILE   sources and destinations, as YAML or JSON
  --watch            functions take over changes of their sources while they run
  --sign-in          people can sign in, at an OIDC provider on this machine
  --public-catalog   show the catalog to everybody, at /catalog, as a stage with "catalog: public" does
  --allow-host NAME  answer under this name too, as a tunnel or a container needs; may be repeated
  --route HOST=URL   requests to this host go to a URL of this machine instead, to try a partner; may be repeated
  --help             show this`;

/** Reads the arguments and the variable PORT. */
export function parseCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const taken = takenByNpm(env);
  if (taken !== undefined) return { kind: 'unusable', problem: taken };
  const flags = readFlags(args);
  if (typeof flags === 'string') return { kind: 'unusable', problem: flags };
  if (flags.help === true) return { kind: 'help' };
  if (flags.ephemeral === true && flags.data !== undefined) {
    return { kind: 'unusable', problem: '--ephemeral and --data exclude each other.' };
  }
  const [portSource, portText] = flags.port === undefined ? ['The variable PORT', env['PORT']] : ['--port', flags.port];
  const port = readPort(portText);
  if (port === undefined) {
    return { kind: 'unusable', problem: `${portSource} must be a number from 0 to ${MAX_PORT}, not "${portText}".` };
  }
  const routes = readRoutes(flags.route ?? []);
  if (typeof routes === 'string') return { kind: 'unusable', problem: routes };
  return {
    kind: 'run',
    settings: {
      port,
      dataDir: flags.ephemeral === true ? undefined : (flags.data ?? DEFAULT_DATA_DIR),
      workspaceFile: flags.workspace,
      watch: flags.watch === true,
      signIn: flags['sign-in'] === true,
      publicCatalog: flags['public-catalog'] === true,
      hosts: (flags['allow-host'] ?? []).map((name) => name.toLowerCase()),
      routes,
    },
  };
}

/** npm keeps options for itself unless "--" stands before them, and hands them on as variables. */
function takenByNpm(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { help: _npmsOwn, ...ours } = OPTIONS;
  const name = Object.keys(ours).find((option) => env[`npm_config_${option.replace('-', '_')}`] !== undefined);
  if (name === undefined) return undefined;
  return `npm has taken --${name} for one of its own options. Write two dashes before it: npm start -- --${name}`;
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: OPTIONS,
    }).values;
  } catch (error) {
    // The first sentence says what is wrong; the rest is advice on positional arguments.
    return `${(error as Error).message.split(/\. |\n/)[0]}.`;
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** `hooks.slack.com=http://127.0.0.1:9001`, each; or what is wrong with one. */
function readRoutes(texts: readonly string[]): Readonly<Record<string, string>> | string {
  const routes: Record<string, string> = {};
  for (const text of texts) {
    const [, host = '', target = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
    const [from, to] = [URL.parse(`https://${host}`), URL.parse(target)];
    const isTarget =
      to !== null && to.protocol === 'http:' && LOOPBACK.test(to.hostname) && to.href === `${to.origin}/`;
    if (from === null || host === '' || from.host !== host.toLowerCase() || !isTarget) {
      return `--route must be a host and an address of this machine, such as hooks.slack.com=http://127.0.0.1:9001, not "${text}".`;
    }
    routes[from.host] = to.origin;
  }
  return routes;
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= MAX_PORT ? port : undefined;
}
