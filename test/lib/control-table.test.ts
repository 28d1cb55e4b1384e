import { describe, expect, test } from 'vitest';
import { ofType, readable, synthesise, target } from './synthesise.ts';

const stage = synthesise();

type Statement = { Action: string | string[]; Resource: unknown; Condition?: unknown };

const READS = /^dynamodb:(Get|BatchGet|Query|Scan)/;

/** Under which keys a function reads or writes the control table, as a sentence for each statement of its policies. */
function keysOf(fnName: string, kind: 'reads' | 'writes'): unknown[] {
  return ofType(stage.pipeline, 'AWS::IAM::Policy')
    .filter(([id]) => id.startsWith(fnName))
    .flatMap(([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
    .filter(({ Resource: resource }) => isControlTable(resource))
    .filter(({ Action }) => [Action].flat().some((action) => READS.test(action) === (kind === 'reads')))
    .map(({ Condition: condition }) => condition ?? 'everything');
}

function isControlTable(resource: unknown): boolean {
  const resolved = [stage.resolve(resource)].flat()[0];
  return typeof resolved === 'object' && resolved !== null && readable(target(resolved)) === 'ControlTable';
}

const under = (...keys: string[]) => [{ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } }];

describe('of the control table', () => {
  test.each([
    ['IngestFunction', under('debug#*', 'key-use#*')],
    ['SourceFunction', under('debug#*', 'function-log#*', 'received#*')],
    ['FanOutFunction', under('debug#*', 'schema#*', 'ledger#*')],
    [
      'LanewebhooksFunction',
      under(
        ...['config', 'audit#*', 'notice', 'health', 'release'],
        ...['ledger#*', 'undelivered#*', 'function-log#*'],
      ),
    ],
    ['ReplayFunction', under('ledger#*', 'replay', 'replay#*')],
    ['SweepFunction', under('config', 'write-key#*', 'destinations-of#*', 'resources#*')],
    [
      'ControlApiFunction',
      under(
        ...['config', 'write-key#*', 'destinations-of#*', 'resources#*'],
        ...['notice', 'health', 'debug', 'replay', 'replay#*', 'audit#*'],
        ...['functions#*', 'function-versions#*', 'source-addresses#*', 'address-token#*'],
        ...['id', 'quota#*', 'workspace', 'workspace#*', 'token#*', 'member#*'],
        ...['oauth-client#*', 'oauth-grant#*', 'oauth-code#*'],
        ...[
          'apps#*',
          'component#*',
          'component-test#*',
          'component-tests#*',
          'review',
          'catalog',
          'logo#*',
          'lane',
          'access-request',
        ],
      ),
    ],
  ])('%s writes what is its own and nothing else', (fnName, expected) => {
    expect(keysOf(fnName, 'writes')).toEqual(expected);
  });

  test.each([
    ['IngestFunction', under('config', 'write-key#*', 'debug')],
    ['SourceFunction', under('config', 'address-token#*', 'functions#*', 'debug')],
    ['FanOutFunction', under('config', 'destinations-of#*', 'debug', 'schema#*', 'ledger#*')],
    ['LanewebhooksFunction', under('config', 'health', 'ledger#*', 'undelivered#*', 'functions#*')],
    ['ReplayFunction', under('config', 'health', 'ledger#*', 'undelivered#*', 'replay', 'replay#*')],
    [
      'SweepFunction',
      under(
        ...['config', 'write-key#*', 'destinations-of#*', 'resources#*'],
        ...['health', 'release', 'notice', 'ledger#*'],
      ),
    ],
    ['ConsoleFunction', under('catalog', 'component#*', 'logo#*')],
    ['ControlApiFunction', ['everything']],
  ])('%s reads what it needs', (fnName, expected) => {
    expect(keysOf(fnName, 'reads')).toEqual(expected);
  });
});
