// The files that the web function serves: where each folder of them comes from, and what it is called beside its code.
// lib copies them into the Lambda asset, local/ links to them, the function reads them.

/** A folder that is served, relative to the project, and what of it is not. */
export type WebFolder = { readonly from: string; readonly without: readonly string[] };

/** Folder beside the code -> what is in it. */
export const WEB_FOLDERS = {
  /** The build of Segment's browser SDK that pages load by a script tag: `standalone.js`, and what it loads when needed. */
  'analytics-next': { from: 'node_modules/@segment/analytics-next/dist/umd', without: ['*.map', '*.gz'] },
  docs: { from: 'docs', without: [] },
} as const satisfies Readonly<Record<string, WebFolder>>;
