const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** 2019-09-11T13:20:28.989, 2011-Nov-01T17:59:04.733, 2011/Nov/01 17:59:04.733 */
const yearFirst = /^(\d{4})([-/])(\d{1,2}|[A-Za-z]{3})\2(\d{1,2})[T ](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d*)?/;
/** Tue_Nov__1_17:59:04_2011, Tue Nov  1 17:59:04 2011 */
const yearLast = /^[A-Za-z]{3}[_ ]+([A-Za-z]{3})[_ ]+(\d{1,2})[_ ]+(\d{1,2}):(\d{1,2}):(\d{1,2})[_ ]+(\d{4})/;

/** Seconds since 1970 of a date in one of the forms that detectors write, read as UTC as DIALS does; undefined for others. */
export function epochOf(written: string): number | undefined {
  const text = written.trim();
  const first = yearFirst.exec(text);
  if (first) {
    const [, year, , month, day, hour, minute, second, fraction] = first;
    return utc(year!, month!, day!, hour!, minute!, second!, fraction);
  }
  const last = yearLast.exec(text);
  if (!last) return undefined;
  const [, month, day, hour, minute, second, year] = last;
  return utc(year!, month!, day!, hour!, minute!, second!);
}

function utc(
  year: string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
  fraction = "",
): number | undefined {
  const index = /^\d/.test(month) ? Number(month) - 1 : months.indexOf(month.toLowerCase());
  if (index < 0 || index > 11) return undefined;
  const seconds =
    Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second)) / 1000;
  return fraction.length > 1 ? seconds + Number(`0${fraction}`) : seconds;
}
