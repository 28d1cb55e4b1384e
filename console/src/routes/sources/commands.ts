// What the pages of a source show and do, as it is typed in a shell.

export type SourcePart = 'overview' | 'debugger' | 'schema' | 'setup' | 'settings' | 'history';

/** `isOfRequests`: it has an address, and no keys. */
export function sourceCommands(part: SourcePart, sourceId: string, isOfRequests: boolean): readonly string[] {
  const requests = isOfRequests ? [`penstock sources requests ${sourceId}`] : [];
  return {
    overview: [`penstock sources show ${sourceId}`, ...requests, 'penstock ledger'],
    debugger: [`penstock tail ${sourceId}`],
    schema: [`penstock sources schema ${sourceId}`],
    setup: [`penstock sources show ${sourceId}`, ...requests, `penstock tail ${sourceId}`],
    settings: [
      `penstock sources set ${sourceId} settings.acceptDeletes:=true`,
      isOfRequests ? `penstock sources rotate-address ${sourceId}` : `penstock sources rotate-key ${sourceId}`,
      `penstock sources disable ${sourceId}`,
    ],
    history: ['penstock audit'],
  }[part];
}
