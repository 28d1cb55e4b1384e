// What somebody copies to send a first event: the examples of docs/sdks.md with the address and the write key filled in.

import type { SdkBlock, SdkExample } from '../../../sdk-examples.ts';

/** What tabs are called, and the section of the page that each shows; the others are in a list behind them. */
export const SDK_TABS = [
  ['Browser', 'analytics.js from npm'],
  ['Node', 'Node'],
  ['Python', 'Python'],
  ['Go', 'Go'],
  ['Java', 'Java'],
  ['PHP', 'PHP'],
  ['Ruby', 'Ruby'],
  ['Swift', 'Swift'],
  ['Kotlin', 'Kotlin'],
  ['.NET', 'C# and .NET'],
  ['React Native', 'React Native'],
  ['curl', 'curl'],
  ['Pixel', 'Pixel'],
] as const satisfies readonly (readonly [label: string, title: string])[];

export type Target = { readonly url: string; readonly writeKey: string };
export type Step = { readonly does: string; readonly block: SdkBlock };

/** Some write a host for AWS, because their SDK speaks https alone. */
const FAR_HOST = 'events.example.com';
const PLAIN_CHARACTERS = /^[\w.~-]+$/;

/** Install, send, run: what there is of it, in its order. */
export function stepsOf({ blocks }: SdkExample, target: Target): Step[] {
  const isProgram = ({ language }: SdkBlock): boolean => language !== 'sh' && language !== 'xml';
  const program = blocks.findIndex(isProgram);
  const last = blocks.length - 1;
  return blocks.map((block, index) => ({
    does: doesOf(block, { isFirst: index < program, isAlone: last === 0, isLast: index === last }),
    block: { ...block, text: fillIn(block.text, target) },
  }));
}

type Place = { readonly isFirst: boolean; readonly isAlone: boolean; readonly isLast: boolean };

function doesOf({ language, name }: SdkBlock, { isFirst, isAlone, isLast }: Place): string {
  if (isAlone) return 'Send';
  if (language === 'sh') return isFirst ? 'Install' : isLast ? 'Run' : 'Install';
  return name === undefined ? 'Send' : `Write ${name}`;
}

/** The address and the key in the place of those that the page writes. */
export function fillIn(text: string, { url, writeKey }: Target): string {
  const { origin, host, hostname, port, protocol } = new URL(url);
  const isSafe = protocol === 'https:';
  return text
    .replace("'host' => 'localhost:8080', 'ssl' => false", () =>
      isSafe ? `'host' => '${host}'` : `'host' => '${host}', 'ssl' => false`,
    )
    .replace("host: 'localhost', port: 8080, ssl: false", () =>
      isSafe ? `host: '${host}'` : `host: '${hostname}', port: ${port || '80'}, ssl: false`,
    )
    .replaceAll('http://localhost:8080', () => origin)
    .replaceAll(`https://${FAR_HOST}`, () => origin)
    .replaceAll(FAR_HOST, () => host)
    .replaceAll('wk_example', () => writeKey);
}

/** Why a snippet does not work as it stands, if so. */
export function caveatsOf({ blocks }: SdkExample, { url, writeKey }: Target): string[] {
  const isFar = blocks.some(({ text }) => text.includes(FAR_HOST));
  return [
    ...(isFar && url.startsWith('http:')
      ? [
          'This SDK speaks https alone, and this address is http: to try it here, put a proxy with a certificate before it.',
        ]
      : []),
    ...(PLAIN_CHARACTERS.test(writeKey) ? [] : ['The key has characters that have to be escaped in code.']),
  ];
}
