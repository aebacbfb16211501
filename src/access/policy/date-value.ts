/** Years, months, days, minutes, seconds or fractions of one; with a time goes a zone. Source: W3C, "Date and Time Formats". */
const profile =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d))?)?)?$/;
const epochSeconds = /^\d{5,12}(?:\.\d{1,9})?$/;

/** Milliseconds since 1970 of a date in a policy or a request; undefined if it is none. Four digits are a year, more are seconds. */
export function parseDate(text: string): number | undefined {
  if (epochSeconds.test(text)) return Number(text) * 1000;
  const match = profile.exec(text);
  if (match === null) return undefined;
  const [
    ,
    year = '',
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '0',
    zone = 'Z',
  ] = match;
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  // A day or an hour that does not exist is carried over: then it no longer reads as it was written.
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (Number(year) < 100 || !new Date(utc).toISOString().startsWith(written)) return undefined;
  const offsetMinutes = zone === 'Z' ? 0 : offsetOf(zone);
  if (offsetMinutes === undefined) return undefined;
  return utc + Number(`0.${fraction}`) * 1000 - offsetMinutes * 60_000;
}

function offsetOf(zone: string): number | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
