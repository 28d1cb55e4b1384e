import { defineCommand, readCommand } from '../command-line.ts';
import { DEFAULT_LOAD, type Load } from './load.ts';

export type Flags =
  | { readonly kind: 'plan'; readonly load: Load; readonly json: boolean; readonly docs: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'unusable'; readonly problem: string };

type Quantity = {
  readonly flag: string;
  readonly field: keyof Load;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  readonly says: string;
};

const QUANTITIES: readonly Quantity[] = [
  { flag: 'rate', field: 'eventsPerSecond', least: 1, most: 10_000_000, whole: true, says: 'events a second' },
  { flag: 'bytes', field: 'bytesPerEvent', least: 100, most: 32_768, whole: true, says: 'bytes of an event' },
  { flag: 'per-request', field: 'eventsPerRequest', least: 1, most: 2500, whole: true, says: 'events in a request' },
  { flag: 'destinations', field: 'destinations', least: 0, most: 1000, whole: true, says: 'destinations of an event' },
  { flag: 'latency', field: 'latencyMs', least: 1, most: 5000, whole: true, says: 'milliseconds of an answer' },
  { flag: 'failing', field: 'failingShare', least: 0, most: 0.9, whole: false, says: 'share of failing attempts' },
  { flag: 'headroom', field: 'headroom', least: 1, most: 10, whole: false, says: 'provided over needed' },
  { flag: 'compression', field: 'compression', least: 1, most: 20, whole: false, says: 'how small zstd makes events' },
];

const quantityOptions = Object.fromEntries(
  QUANTITIES.map(({ flag, field, says }) => [flag, { value: 'NUMBER', default: String(DEFAULT_LOAD[field]), says }]),
);

export const COMMAND = defineCommand({
  name: 'npm run capacity',
  says: 'What a rate of events needs of AWS: quotas, functions, warm-up, and what it costs.',
  options: {
    ...quantityOptions,
    json: { says: 'the whole plan as JSON' },
    docs: { says: 'also simulate, and write docs/capacity.md with its plots' },
  },
});

export function parseFlags(args: readonly string[]): Flags {
  const reading = readCommand(COMMAND, args);
  if (reading.kind !== 'run') return reading;
  const values: Readonly<Record<string, string | boolean | undefined>> = reading.values;
  const load: { -readonly [Field in keyof Load]: number } = { ...DEFAULT_LOAD };
  for (const quantity of QUANTITIES) {
    const text = values[quantity.flag];
    if (typeof text !== 'string') continue;
    const value = readQuantity(text, quantity);
    if (value === undefined) return { kind: 'unusable', problem: describe(text, quantity) };
    load[quantity.field] = value;
  }
  const isOther = QUANTITIES.some(({ field }) => load[field] !== DEFAULT_LOAD[field]);
  if (values['docs'] === true && isOther) {
    return { kind: 'unusable', problem: '--docs writes the page for the load without options; leave out the others.' };
  }
  return { kind: 'plan', load, json: values['json'] === true, docs: values['docs'] === true };
}

function readQuantity(text: string, { least, most, whole }: Quantity): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  const isUsable = /^[\d_]+(\.\d+)?$/.test(text) && value >= least && value <= most;
  return isUsable && (!whole || Number.isInteger(value)) ? value : undefined;
}

function describe(text: string, { flag, least, most, whole, says }: Quantity): string {
  const range = `from ${least.toLocaleString('en-GB')} to ${most.toLocaleString('en-GB')}`;
  return `--${flag} (${says}) must be a ${whole ? 'whole ' : ''}number ${range}, not "${text}".`;
}
