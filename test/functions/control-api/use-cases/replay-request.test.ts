import { describe, expect, test } from 'vitest';
import { parseReplayRequest } from '../../../../functions/control-api/use-cases/replay-request.ts';
import { indexConfig } from '../../../../functions/shared/stores/config-store.ts';
import { aDestination } from '../../../support/a-destination.ts';

const source = { id: 'web', writeKeys: ['wk_web'], enabled: true, acceptDeletes: false };
const now = new Date('2026-11-23T10:00:00.000Z');

function parse(request: object, replay?: boolean) {
  const component = replay === undefined ? {} : { componentId: 'acme', replay };
  const config = indexConfig({ sources: [source], destinations: [aDestination(component)] });
  const body = { destination: 'crm', from: '2026-11-22T10:00:00Z', ...request };
  return parseReplayRequest(body, { config, now, keptDays: null });
}

describe('a request for a replay', () => {
  test.each([{}, { dryRun: true }])('is refused when the component takes no events twice: %j', (request) => {
    const refused = () => parse(request, false);

    expect(refused).toThrow(
      expect.objectContaining({
        ...{ status: 409, code: 'replay_not_supported' },
        message: expect.stringMatching(/"acme".*"crm".*"onlyUndelivered"/) as string,
      }),
    );
  });

  test('is taken when it is for what never arrived, and when nothing is against it', () => {
    const taken = [parse({ onlyUndelivered: true }, false), parse({}, true), parse({})];

    expect(taken.map(({ destination, onlyUndelivered }) => [destination, onlyUndelivered])).toEqual([
      ...[
        ['crm', true],
        ['crm', false],
        ['crm', false],
      ],
    ]);
  });

  test.each(['-000001-01-01T00:00:00Z', '+275760-01-01T00:00:00Z', '1969-12-31T23:59:59Z'])(
    'is refused from %s on, a time that no archive has',
    (from) => {
      expect(() => parse({ from })).toThrow('from: must be a time from 1970 to 9999');
    },
  );
});
