import { expect, test } from 'vitest';
import { ofType, readable, synthesise } from './synthesise.ts';

const stage = synthesise();

test('signing out of the console leads to the logout page of Cognito, and back to the first page, which the client allows', () => {
  const fn = ofType(stage.pipeline, 'AWS::Lambda::Function').find(([id]) => readable(id) === 'ConsoleFunction')?.[1];
  const [client] = ofType(stage.pipeline, 'AWS::Cognito::UserPoolClient');
  const { Variables: variables } = fn?.Properties['Environment'] as { Variables: Record<string, unknown> };

  const signOut = asText(variables['OIDC_SIGN_OUT']);

  expect(signOut).toMatch(/^https:\/\/\{\w*Domain\w+\}\.auth\.\{AWS::Region\}\.amazoncognito\.com\/logout\?/);
  expect(signOut).toContain(`client_id={${client?.[0] ?? ''}}&`);
  expect(signOut).toMatch(/&logout_uri=$/);
  expect(asText(client?.[1].Properties['LogoutURLs'])).toMatch(/^\{Endpoint\w+\}\/$/);
});

/** A text of a template, with `{X}` for what CloudFormation puts in. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(asText).join('');
  const [kind, inside] = Object.entries(stage.resolve(value) as object)[0] as [string, unknown];
  if (kind === 'Fn::Join') return asText((inside as [string, unknown[]])[1]);
  return `{${kind === 'Ref' ? String(inside) : (inside as [string])[0]}}`;
}
