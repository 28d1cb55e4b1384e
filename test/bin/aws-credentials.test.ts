import { afterAll, beforeAll, expect, test } from 'vitest';
import { aShell, type Shell } from '../support/penstock-command.ts';

// What somebody reads who has not told the shell of any AWS account. Nothing is asked of the network.

const NOBODY = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', AWS_PROFILE: '', AWS_REGION: '' };

let shells: Readonly<Record<'without credentials' | 'without a region', Shell>>;
beforeAll(() => {
  shells = {
    'without credentials': aShell(NOBODY),
    'without a region': aShell({ ...NOBODY, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' }),
  };
});
afterAll(() => {
  for (const shell of Object.values(shells)) shell.close();
});

test.each([
  ['without credentials', /^There are no AWS credentials in this shell\. Set AWS_PROFILE/],
  ['without a region', /^This shell does not say which AWS region\. Set AWS_REGION/],
] as const)('a stage is asked for %s, and the command says what is missing', async (which, expected) => {
  const { code, stderr } = await shells[which].run('dead-letters', '--stage', 'prod');

  expect(code).toBe(1);
  expect(stderr).toMatch(expected);
});
