// What the pages of a source show and do, as it is typed in a shell.

export type SourcePart = 'overview' | 'debugger' | 'schema' | 'setup' | 'settings' | 'history';

export function sourceCommands(part: SourcePart, sourceId: string): readonly string[] {
  return {
    overview: [`penstock sources show ${sourceId}`, 'penstock ledger'],
    debugger: [`penstock tail ${sourceId}`],
    schema: [`penstock sources schema ${sourceId}`],
    setup: [`penstock sources show ${sourceId}`, `penstock tail ${sourceId}`],
    settings: [
      `penstock sources set ${sourceId} settings.acceptDeletes:=true`,
      `penstock sources rotate-key ${sourceId}`,
      `penstock sources disable ${sourceId}`,
    ],
    history: ['penstock audit'],
  }[part];
}
