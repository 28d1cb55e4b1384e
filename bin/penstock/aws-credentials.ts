import { CloudFormationClient } from '@aws-sdk/client-cloudformation';

const NO_CREDENTIALS = `There are no AWS credentials in this shell. Set AWS_PROFILE to a profile of yours ("aws configure sso" makes one,
"aws sso login" renews it), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
const NO_REGION =
  'This shell does not say which AWS region. Set AWS_REGION, such as eu-central-1, or "region" in the profile.';

/** What keeps this shell from calling AWS, in words; undefined when nothing does. Calls nobody but to renew a session. */
export async function awsProblem(): Promise<string | undefined> {
  const { config } = new CloudFormationClient({});
  try {
    await config.credentials();
  } catch {
    return NO_CREDENTIALS;
  }
  try {
    await config.region();
  } catch {
    return NO_REGION;
  }
  return undefined;
}
