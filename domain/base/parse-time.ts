// Reads a time as ISO 8601 writes it, and as the clients and databases of real people print it. Events, the API and the
// command read times here, so that one text is one instant everywhere.

/**
 * A date, and perhaps a time of day with a fraction after a point or a comma, and where it is that time: `Z`, `UTC`, an
 * offset of hours and minutes. PostgreSQL leaves out the minutes (`+00`), Ruby puts a space before it, Java adds the name of
 * the zone in brackets, Go says it twice (`+0000 UTC`). The basic format has no signs in between: `20211016T160027Z`.
 */
const EXTENDED =
  /^(\d{4})-(\d\d)(?:-(\d\d))?(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)(?: UTC)?(?:\[[\w+/-]+\])?)?)?$/;
const BASIC = /^(\d{4})(\d\d)(\d\d)[Tt](\d\d)(\d\d)(?:(\d\d)(?:[.,](\d+))?)?([Zz]|[+-]\d\d(?::?\d\d)?)?$/;

const MS_PER_MINUTE = 60_000;

/** Epoch milliseconds, or undefined for what is no time. Without an offset it is UTC, wherever the machine is. */
export function parseTime(text: string): number | undefined {
  const match = EXTENDED.exec(text) ?? BASIC.exec(text);
  if (match === null) return undefined;
  const [, year, month, day = '1', hour = '0', minute = '0', second = '0', fraction = '', offset = 'Z'] = match;
  const [monthIndex, milliseconds] = [Number(month) - 1, Number(fraction.slice(0, 3).padEnd(3, '0'))];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), monthIndex, Number(day));
  // A 30 February has become a day of March.
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== Number(day)) return undefined;
  const isTimeOfDay =
    isTime(Number(hour), Number(minute), Number(second)) || isMidnight({ hour, minute, second, fraction });
  const offsetMinutes = readOffset(offset);
  if (!isTimeOfDay || offsetMinutes === undefined) return undefined;
  const local = date.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  return local - offsetMinutes * MS_PER_MINUTE;
}

/** 60 is a leap second, which counts as the first of the next minute. */
function isTime(hour: number, minute: number, second: number): boolean {
  return hour <= 23 && minute <= 59 && second <= 60;
}

/** 24:00 ends a day. */
function isMidnight(time: { hour: string; minute: string; second: string; fraction: string }): boolean {
  return time.hour === '24' && [time.minute, time.second, time.fraction].every((part) => /^0*$/.test(part));
}

function readOffset(offset: string): number | undefined {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(offset);
  if (match === null) return 0;
  const [, sign, hours, minutes = '0'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
