// THE list of prices: what AWS bills for one of each unit, by list price, without free tiers and discounts. The metered cost
// (proof/cost), the dry run of a replay and `penstock cost` compute from it; a wrong price changes what people read.

/** When the prices below were looked up, and for which region; https://aws.amazon.com/<service>/pricing/ has today's. */
export const PRICES_AS_OF = '2026-11, us-east-1';

const MILLION = 1_000_000;
const GIGABYTE = 1024 ** 3;
/** A month as AWS counts it. */
export const HOURS_PER_MONTH = 730;

/** Dollars for one of each. */
export const PRICES = {
  /** https://aws.amazon.com/api-gateway/pricing/: a request of an HTTP API, in units of 512 KB. */
  apiUnit: 1 / MILLION,
  /** https://aws.amazon.com/lambda/pricing/: arm64. */
  invocation: 0.2 / MILLION,
  gigabyteSecond: 0.0000133334,
  /** The same page: an environment that is made for a tenant, by its memory. Of x86; none is named for arm64. */
  tenantEnvironmentGigabyte: 0.000167,
  /** https://aws.amazon.com/sqs/pricing/: a request (64 KB), and what a message in a fair queue costs on top. */
  queueRequest: 0.4 / MILLION,
  fairQueueRequest: 0.1 / MILLION,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/: a write of up to 1 KB, a read of up to 4 KB, storage, backups. */
  writeUnit: 0.625 / MILLION,
  readUnit: 0.125 / MILLION,
  /** https://aws.amazon.com/dynamodb/pricing/provisioned/: a write or read unit a second that is provisioned for an hour. */
  writeUnitHour: 0.00065,
  readUnitHour: 0.00013,
  tableByteMonth: 0.25 / GIGABYTE,
  recoverableByteMonth: 0.2 / GIGABYTE,
  /** https://aws.amazon.com/s3/pricing/: PUT and LIST, GET by storage class, reading back what is kept cheaply, storage. */
  put: 5 / MILLION,
  list: 5 / MILLION,
  get: { standard: 0.4 / MILLION, infrequent: 1 / MILLION, instant: 10 / MILLION },
  retrievedByte: { standard: 0, infrequent: 0.01 / GIGABYTE, instant: 0.03 / GIGABYTE },
  storedByteMonth: { standard: 0.023 / GIGABYTE, infrequent: 0.0125 / GIGABYTE, instant: 0.004 / GIGABYTE },
  /** https://aws.amazon.com/cloudwatch/pricing/: log lines taken in, a standard alarm, a dashboard of more than three, a
   *  metric of our own (billed for the hours in which it is written). */
  logByte: 0.5 / GIGABYTE,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  metricMonth: 0.3,
  /** https://aws.amazon.com/kms/pricing/: a key of our own. */
  keyMonth: 1,
  /** https://aws.amazon.com/eventbridge/pricing/: a schedule's invocation; and for comparison the bus (64 KB), calls of API
   *  destinations, its archive by the byte once and by the month. */
  scheduled: 1 / MILLION,
  busEvent: 1 / MILLION,
  apiDestinationCall: 0.2 / MILLION,
  busArchivedByte: 0.1 / GIGABYTE,
  busStoredByteMonth: 0.023 / GIGABYTE,
  /** https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer: the first 10 TB of a month. */
  byteOut: 0.09 / GIGABYTE,
} as const;

/** What a unit costs up to so many in a month. */
export type PriceTiers = readonly (readonly [upTo: number, dollars: number])[];

const BILLION = 1000 * MILLION;
const TERABYTE = 1024 * GIGABYTE;

/** The same where a month has very many of them, and what is provided whether it is used or not. */
export const VOLUME_PRICES = {
  request: [
    [300 * MILLION, PRICES.apiUnit],
    [Infinity, 0.9 / MILLION],
  ],
  run: [[Infinity, PRICES.invocation]],
  gigabyteSecond: [
    [7.5 * BILLION, PRICES.gigabyteSecond],
    [18.75 * BILLION, 0.0000120001],
    [Infinity, 0.0000106667],
  ],
  queueRequest: [
    [100 * BILLION, PRICES.queueRequest],
    [200 * BILLION, 0.3 / MILLION],
    [Infinity, 0.24 / MILLION],
  ],
  fairQueueMessage: [[Infinity, PRICES.fairQueueRequest]],
  writeUnit: [[Infinity, PRICES.writeUnit]],
  readUnit: [[Infinity, PRICES.readUnit]],
  providedWriteUnitSecond: [[Infinity, PRICES.writeUnitHour / 3600]],
  tableGigabyteMonth: [[Infinity, PRICES.tableByteMonth * GIGABYTE]],
  put: [[Infinity, PRICES.put]],
  archiveGigabyteMonth: [[Infinity, PRICES.storedByteMonth.standard * GIGABYTE]],
  logByte: [[Infinity, PRICES.logByte]],
  byteOut: [
    [10 * TERABYTE, PRICES.byteOut],
    [50 * TERABYTE, 0.085 / GIGABYTE],
    [150 * TERABYTE, 0.07 / GIGABYTE],
    [Infinity, 0.05 / GIGABYTE],
  ],
} as const satisfies Record<string, PriceTiers>;
