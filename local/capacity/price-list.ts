// List prices by volume, without free tiers and discounts: us-east-1. domain/prices.ts has what a replay needs of them.

export const PRICE_LIST_AS_OF = '2026-11, us-east-1';

/** What a unit costs up to so many in a month. */
type Tiers = readonly (readonly [upTo: number, dollars: number])[];

const MILLION = 1e6;
const BILLION = 1e9;
const GIGABYTE = 1e9;
const TERABYTE = 1e12;

export const PRICE_LIST = {
  /** HTTP API, https://aws.amazon.com/api-gateway/pricing/, for each 512 KB. */
  request: [
    [300 * MILLION, 1 / MILLION],
    [Infinity, 0.9 / MILLION],
  ],
  /** https://aws.amazon.com/lambda/pricing/, arm64. */
  run: [[Infinity, 0.2 / MILLION]],
  gigabyteSecond: [
    [7.5 * BILLION, 0.0000133334],
    [18.75 * BILLION, 0.0000120001],
    [Infinity, 0.0000106667],
  ],
  /** https://aws.amazon.com/sqs/pricing/, for each 64 KB of a call, and for each message of a fair queue. */
  queueRequest: [
    [100 * BILLION, 0.4 / MILLION],
    [200 * BILLION, 0.3 / MILLION],
    [Infinity, 0.24 / MILLION],
  ],
  fairQueueMessage: [[Infinity, 0.1 / MILLION]],
  /** https://aws.amazon.com/dynamodb/pricing/, on demand, and what is provided whether it is used or not. */
  writeUnit: [[Infinity, 0.625 / MILLION]],
  readUnit: [[Infinity, 0.125 / MILLION]],
  providedWriteUnitSecond: [[Infinity, 0.00065 / 3600]],
  tableGigabyteMonth: [[Infinity, 0.25]],
  /** https://aws.amazon.com/s3/pricing/ */
  put: [[Infinity, 5 / MILLION]],
  archiveGigabyteMonth: [[Infinity, 0.023]],
  /** https://aws.amazon.com/cloudwatch/pricing/: access logs are custom logs. */
  logByte: [[Infinity, 0.5 / GIGABYTE]],
  /** https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer */
  byteOut: [
    [10 * TERABYTE, 0.09 / GIGABYTE],
    [50 * TERABYTE, 0.085 / GIGABYTE],
    [150 * TERABYTE, 0.07 / GIGABYTE],
    [Infinity, 0.05 / GIGABYTE],
  ],
} as const satisfies Record<string, Tiers>;

/** What so many cost in a month. */
export function price(of: keyof typeof PRICE_LIST, amount: number): number {
  const tiers: Tiers = PRICE_LIST[of];
  let dollars = 0;
  let from = 0;
  for (const [upTo, each] of tiers) {
    dollars += Math.max(0, Math.min(amount, upTo) - from) * each;
    from = upTo;
  }
  return dollars;
}
