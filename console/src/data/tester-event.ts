// An event that was found on one page and is to be tried on another: it is kept in this tab, where it is too long for an
// address.

const KEY = 'penstock.tester-event';

export function keepForTester(event: unknown): void {
  sessionStorage.setItem(KEY, JSON.stringify(event, undefined, 2));
}

/** As text, indented; undefined where nothing was kept. */
export const keptForTester = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;
