import { expect, test } from 'vitest';
import { becameText, type ReceivedRequest } from '../../../domain/functions/received-request.ts';

test.each<[Partial<ReceivedRequest> & Pick<ReceivedRequest, 'outcome'>, string]>([
  [{ outcome: 'made', events: 0 }, '0 events'],
  [{ outcome: 'made', events: 1, refused: 0 }, '1 event'],
  [{ outcome: 'made', events: 3, refused: 2 }, '3 events, 2 of them refused'],
  [{ outcome: 'again', runs: 1 }, 'failed once'],
  [{ outcome: 'again', runs: 2 }, 'failed 2 times'],
  [{ outcome: 'waits', runs: 0 }, 'waits for its function'],
  [{ outcome: 'dropped' }, 'dropped by the function'],
  [{ outcome: 'failed' }, 'no events: the function failed'],
  [{ outcome: 'refused' }, 'refused'],
])('of a request to a source that is %j people read "%s"', (request, text) => {
  expect(becameText(request)).toBe(text);
});
