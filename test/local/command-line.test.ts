import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../local/command-line.ts';

describe('the command line', () => {
  test('asks for nothing', () => {
    const commandLine = parseCommandLine([], {});

    expect(commandLine).toEqual({
      kind: 'run',
      settings: {
        port: 8080,
        dataDir: '.penstock',
        workspaceFile: undefined,
        watch: false,
        signIn: false,
        publicCatalog: false,
        hosts: [],
        routes: {},
      },
    });
  });

  test('takes its flags, and the port from PORT where there is no flag', () => {
    const flags = parseCommandLine(
      ['--port', '0', '--data=x', '--workspace', 'w.yaml', '--watch', '--sign-in', '--public-catalog'],
      {
        PORT: '1',
      },
    );
    const variable = parseCommandLine(['--ephemeral'], { PORT: '9000' });

    expect(flags).toEqual({
      kind: 'run',
      settings: {
        port: 0,
        dataDir: 'x',
        workspaceFile: 'w.yaml',
        watch: true,
        signIn: true,
        publicCatalog: true,
        hosts: [],
        routes: {},
      },
    });
    expect(variable).toEqual({
      kind: 'run',
      settings: {
        port: 9000,
        dataDir: undefined,
        workspaceFile: undefined,
        watch: false,
        signIn: false,
        publicCatalog: false,
        hosts: [],
        routes: {},
      },
    });
  });

  test('takes hosts whose requests go elsewhere', () => {
    const args = ['--route', 'Hooks.Slack.com=http://127.0.0.1:9001', '--route=a.example:8443=http://localhost:9002/'];
    const commandLine = parseCommandLine(args, {});

    const routes = { 'hooks.slack.com': 'http://127.0.0.1:9001', 'a.example:8443': 'http://localhost:9002' };
    expect(commandLine).toMatchObject({ kind: 'run', settings: { routes } });
  });

  test.each([
    'hooks.slack.com',
    '=http://127.0.0.1:1',
    'a/b=http://127.0.0.1:1',
    'a=https://partner.example',
    'a=http://10.0.0.1:1',
  ])('refuses the route %s', (route) => {
    const commandLine = parseCommandLine(['--route', route], {});

    expect(commandLine).toMatchObject({
      kind: 'unusable',
      problem: expect.stringContaining(`not "${route}"`) as string,
    });
  });

  test.each([
    [['--prot', '1'], {}, "Unknown option '--prot'."],
    [['--port'], {}, "Option '--port <value>' argument missing."],
    [['--port', '65536'], {}, '--port must be a number from 0 to 65535, not "65536".'],
    [['--port=-1'], {}, '--port must be a number from 0 to 65535, not "-1".'],
    [[], { PORT: '80a' }, 'The variable PORT must be a number from 0 to 65535, not "80a".'],
    [['--ephemeral', '--data', 'x'], {}, '--ephemeral and --data exclude each other.'],
    [['start'], {}, "Unexpected argument 'start'."],
    [
      ['9000'],
      { npm_config_port: 'true' },
      'npm has taken --port for one of its own options. Write two dashes before it: npm start -- --port',
    ],
    [
      [],
      { npm_config_sign_in: 'true' },
      'npm has taken --sign-in for one of its own options. Write two dashes before it: npm start -- --sign-in',
    ],
  ])('is refused in words: %j %j', (args, env, problem) => {
    const commandLine = parseCommandLine(args, env);

    expect(commandLine).toEqual({ kind: 'unusable', problem });
  });
});
