import type { LogoVerdict } from '../../../../domain/catalog/logo.ts';

/** A file that somebody has chosen, before it is handed in. */
export type Chosen = {
  readonly name: string;
  readonly base64: string;
  /** To look at it. */
  readonly preview: string;
  /** What the API would say against it. */
  readonly fault: string | undefined;
};

const PART = 0x8000;

export async function readChosen(file: File, judge: (bytes: Uint8Array) => LogoVerdict): Promise<Chosen> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const verdict = judge(bytes);
  const base64 = verdict.ok ? toBase64(bytes) : '';
  const fault = verdict.ok ? undefined : verdict.fault;
  const preview = verdict.ok ? `data:image/${verdict.type};base64,${base64}` : '';
  return { name: file.name, base64, preview, fault };
}

/** In parts: a call takes so many arguments only. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += PART)
    text += String.fromCharCode(...bytes.subarray(from, from + PART));
  return btoa(text);
}
