import type { KindName } from '../../../destinations/kinds.ts';
import { runtimeOf } from '../../../destinations/runtimes.ts';
import { insertsOf, type Secretive } from '../../../domain/workspace/insert.ts';
import { secretValues, STRUCK } from '../../../domain/workspace/secret-settings.ts';

/** Shorter ones would strike out half of any text, and protect nothing. */
const SHORTEST_SECRET = 4;
/** As much of a longer one is struck out wherever it stands, whatever of the secret is around it. */
const PART_CHARACTERS = 8;

export type WithSecrets = Secretive & { readonly kind: KindName };
type Strike = (text: string) => string;

/** Strikes live as long as what they were made for: delivery makes one for each destination that fails. */
const prepared = new WeakMap<WithSecrets, Strike>();

/**
 * A destination may repeat what it was sent, and what it answers is kept and shown. Takes out its secrets, and the headers
 * that they are sent in: as they are, in base64, hex, percent-encoded and as JSON, in capitals or not, whole and in parts.
 */
export function strikeSecrets(destination: WithSecrets, text: string): string {
  const known = prepared.get(destination);
  if (known !== undefined) return known(text);
  const strike = createStrike(destination);
  prepared.set(destination, strike);
  return strike(text);
}

function createStrike(destination: WithSecrets): Strike {
  const inserts = insertsOf(destination).flatMap((insert) => secretValues(insert.settings, insert));
  const values = [...secretValues(destination.settings, destination), ...inserts];
  if (values.length === 0) return (text) => text;
  const secrets = [...values, ...runtimeOf(destination.kind).sentSecrets(destination.settings)];
  const forms = new Set(secrets.filter(isLongEnough).flatMap(formsOf).map(lowerCase).filter(isLongEnough));
  const [whole, parts] = [new Set<string>(), new Set<string>()];
  for (const form of forms) {
    if (form.length < PART_CHARACTERS) whole.add(form);
    for (let start = 0; start + PART_CHARACTERS <= form.length; start += 1) {
      parts.add(form.slice(start, start + PART_CHARACTERS));
    }
  }
  return (text) => strikeOut(text, placesIn(lowerCase(text), { whole, parts }));
}

function isLongEnough({ length }: string): boolean {
  return length >= SHORTEST_SECRET;
}

/** For each character, whether it belongs to a secret. Undefined when none does. */
function placesIn(
  text: string,
  { whole, parts }: { whole: ReadonlySet<string>; parts: ReadonlySet<string> },
): Uint8Array | undefined {
  let places: Uint8Array | undefined;
  const mark = (start: number, length: number): void => {
    places ??= new Uint8Array(text.length);
    places.fill(1, start, start + length);
  };
  for (let start = 0; parts.size > 0 && start + PART_CHARACTERS <= text.length; start += 1) {
    if (parts.has(text.slice(start, start + PART_CHARACTERS))) mark(start, PART_CHARACTERS);
  }
  for (const form of whole) {
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) mark(at, form.length);
  }
  return places;
}

function strikeOut(text: string, places: Uint8Array | undefined): string {
  if (places === undefined) return text;
  let shown = '';
  for (let at = 0; at < text.length; at += 1) {
    if (places[at] === 0) shown += text[at] ?? '';
    else if (places[at - 1] !== 1) shown += STRUCK;
  }
  return shown;
}

/** ASCII only, so that every character keeps its place. */
function lowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** How a secret may come back. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const encoded = [0, 1, 2].map((before) => base64At(bytes, before));
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ...[secret, json, asciiJson(json), encodeURIComponent(secret.toWellFormed()), bytes.toString('hex')],
    ...encoded,
    ...encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ...encoded.map((text) => encodeURIComponent(text)),
  ];
}

function asciiJson(json: string): string {
  return json.replaceAll(/[\u0080-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const BITS_OF_BYTE = 8;
const BITS_OF_CHARACTER = 6;

/** Bytes in base64 after so many others: those characters that follow from nothing but these bytes. */
function base64At(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  const first = Math.ceil((before * BITS_OF_BYTE) / BITS_OF_CHARACTER);
  return text.slice(first, Math.floor(((before + bytes.length) * BITS_OF_BYTE) / BITS_OF_CHARACTER));
}
