// j and k over the rows of whatever list a page has: a row that opens has the focus itself, another one its first link.

const ROW = 'main tbody tr:not(.spacer)';

/** The row before or after the one that has the focus; the open one or the first one when none has. */
export function focusRow(step: 1 | -1): boolean {
  const here = document.activeElement?.closest<HTMLElement>(ROW);
  const next = here === null || here === undefined ? firstRow() : beside(here, step);
  if (next === undefined) return false;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

function firstRow(): HTMLElement | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const open = rows.find((row) => row.getAttribute('aria-current') === 'true');
  return stopOf(open) ?? rows.map(stopOf).find((stop) => stop !== undefined);
}

function beside(row: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const next = step === 1 ? row.nextElementSibling : row.previousElementSibling;
  if (!(next instanceof HTMLElement) || next.classList.contains('spacer')) return undefined;
  return stopOf(next) ?? beside(next, step);
}

function stopOf(row: HTMLElement | undefined): HTMLElement | undefined {
  if (row === undefined) return undefined;
  return row.dataset['row'] === undefined ? (row.querySelector<HTMLElement>('a[href]') ?? undefined) : row;
}
