import { devNull } from 'node:os';
import { delimiter, dirname } from 'node:path';
import type { Environment } from './processes.ts';

/** What a process may inherit from whoever started the rehearsal: nothing that says how to reach AWS, or a proxy. */
const INHERITED = ['HOME', 'LANG', 'LC_ALL', 'SHELL', 'TERM', 'USER'];

/** The emulator knows these as the root of the account below; they open nothing anywhere else. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** For everything the rehearsal starts: this Node first on the PATH, because the emulator runs functions with that. */
export function bareEnvironment(temporaryDirectory: string): Environment {
  return {
    ...Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    TMPDIR: temporaryDirectory,
    TZ: 'UTC',
  };
}

/** For what calls AWS: the emulator is the only AWS it can find, whatever the user's own profile says. */
export function awsEnvironment(bare: Environment, aws: { endpoint: string; certificateFile: string }): Environment {
  return {
    ...bare,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_CA_BUNDLE: aws.certificateFile,
    NODE_EXTRA_CA_CERTS: aws.certificateFile,
    CDK_HOME: `${bare['TMPDIR'] ?? '.'}/cdk-home`,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    CI: 'true',
  };
}

/** The same for this process, before anything here looks for AWS. */
export function forgetAws(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(AWS|CDK)_|_proxy$/i.test(name)) Reflect.deleteProperty(process.env, name);
  }
}
