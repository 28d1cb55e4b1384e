// Answers that stand for those of servers in a run: as they are typed, and as the API takes them.

import type { InputTo } from '../../../../../client/api-client.ts';

type TestBody = InputTo<'POST /functions/{functionId}/test'>['body'];
type Sent = NonNullable<TestBody['fixtures']>[number];

export type Fixture = {
  /** The beginning of the address; nothing fits every address. */
  readonly url: string;
  readonly status: string;
  readonly body: string;
};

export const ANY_ADDRESS: Fixture = { url: '', status: '200', body: '{}' };

const FIRST_STATUS = 200;
const LAST_STATUS = 599;

export function faultOfStatus(status: string): string | undefined {
  const number = Number(status);
  const isStatus = Number.isInteger(number) && number >= FIRST_STATUS && number <= LAST_STATUS;
  return isStatus ? undefined : `A status is a number from ${FIRST_STATUS} to ${LAST_STATUS}`;
}

export const toFixtures = (fixtures: readonly Fixture[]): Sent[] =>
  fixtures.map(({ url, status, body }) => ({ url, status: Number(status), body }));
