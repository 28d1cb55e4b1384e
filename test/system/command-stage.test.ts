import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aShell, type Shell } from '../support/penstock-command.ts';
import { startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

// An operator with AWS credentials and --stage. CloudFormation, which says where a stage is, is played by a server here.

let pipeline: TestPipeline;
let cloudFormation: Server;
let shell: Shell;
let token: string;

beforeAll(async () => {
  pipeline = await startTestPipeline({ workspace: 'elsewhere', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  cloudFormation = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(describeStacks());
  }).listen(0, '127.0.0.1');
  await once(cloudFormation, 'listening');
  shell = aShell({
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: pipeline.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: pipeline.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}`,
    AWS_ENDPOINT_URL_DYNAMODB: pipeline.dynamoEndpoint,
    AWS_ENDPOINT_URL_KMS: pipeline.kmsEndpoint,
  });
});
afterAll(async () => {
  shell.close();
  cloudFormation.close();
  await pipeline.close();
});

function describeStacks(): string {
  const members = Object.entries({ ...pipeline.outputs, EndpointUrl: pipeline.url }).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<member><StackName>Penstock</StackName><Outputs>${members.join('')}</Outputs></member>`;
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

const operator = (...args: string[]) => shell.run(...args, '--stage', 'prod');
const owner = (...args: string[]) => shell.json(...args, '--url', pipeline.url, '--token', token);

describe('an operator of a stage', () => {
  test('makes a workspace, and its token works there too', async () => {
    const created = await operator('workspaces', 'create', 'acme');
    token = /^pst_\S+$/m.exec(created.stdout)?.[0] ?? '';
    const who = await shell.run('whoami', '--stage', 'prod', '--token', token);

    expect(created.code).toBe(0);
    expect(who.stdout).toMatch(/^workspace: +acme$/m);
  });

  test('exports, wipes and applies a workspace with a destination of a component', async () => {
    const file = join(shell.directory, 'acme.yaml');
    await owner('sources', 'create', 'Shop', '--id', 'shop');
    await owner('apps', 'create', 'Acme', '--id', 'acme-app', 'description=Keeps customers.');
    const config = 'config:={"url":"https://in.acme.example/penstock","sharedSecret":"partners-secret-1"}';
    await owner('components', 'create', '--app', 'acme-app', '--id', 'acme-crm', 'name=Acme', config);
    const connected = ['--catalog', 'acme-crm', '--id', 'shop-crm', '--name', 'CRM', '--source', 'shop'];
    await owner('destinations', 'create', ...connected, 'settings.apiKey=key-1', 'filter=type = "track"');

    const exported = await operator('export', '--workspace', 'acme', '--secrets', '--output', file);
    await owner('destinations', 'delete', 'shop-crm', '--yes');
    await owner('sources', 'delete', 'shop', '--yes');
    const planned = await operator('plan', file, '--check');
    const applied = await operator('apply', file);
    const drift = await operator('plan', file, '--check');
    const again = await operator('export', '--workspace', 'acme', '--secrets');

    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).not.toContain('partners-secret-1');
    expect(planned).toMatchObject({ code: 1, stdout: '+ create source shop\n+ create destination shop-crm\n' });
    expect(applied).toMatchObject({ code: 0, stdout: '+ created source shop\n+ created destination shop-crm\n' });
    expect(drift).toMatchObject({ code: 0, stdout: 'Nothing to change: the workspace is as the file says.\n' });
    expect(again.stdout).toBe(readFileSync(file, 'utf8'));
  });

  test('needs no token of the workspace, and is in its log', async () => {
    const tokens = await shell.run('tokens', '--url', pipeline.url, '--token', token);
    const audit = await shell.run('audit', '--url', pipeline.url, '--token', token);

    expect(tokens.stdout).toContain('First token');
    expect(tokens.stdout).not.toContain("Operator's token");
    expect(audit.stdout).not.toContain('createTokenByOperator');
    expect(audit.stdout).toMatch(/The operator of this installation +getWorkspaceFileWithSecrets/);
  });

  test('applies a file to a workspace that is not there yet, straight into the table', async () => {
    const file = join(shell.directory, 'new.yaml');
    writeFileSync(file, 'workspace: brand-new\nsources:\n  - id: app\n    writeKeys: [wk_app]\n');

    const applied = await operator('apply', file);
    const listed = await operator('workspaces');
    writeFileSync(file, 'workspace: nowhere\nsources:\n  - id: nowhere-app\n    writeKeys: { set: true }\n');
    const marked = await operator('apply', file);

    expect(applied).toMatchObject({ code: 0, stdout: '+ created source app\n' });
    expect(listed.stdout.split('\n')).toContain('brand-new');
    expect(marked).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no workspace "nowhere"') as string,
    });
  });
});
