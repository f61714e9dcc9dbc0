const [DAY, MONTH, TIME] = [
  '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)',
  '[A-Z][a-z]{2}',
  '\\d{2}:\\d{2}:\\d{2}',
];
/** The one form that is written today, as loosely as it is met, and the two that every reader must still take (RFC 9110 §5.6.7). */
const FORMS = [
  new RegExp(`^${DAY}, \\d{1,2} ${MONTH} \\d{4} ${TIME} (?:GMT|UTC|[+-]0000)$`),
  new RegExp(`^${DAY}day, \\d{2}-${MONTH}-\\d{2} ${TIME} GMT$`),
];
/** Of C's asctime, which names no zone and means GMT. */
const ASCTIME = new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`);

/** A date of HTTP in milliseconds since the Unix epoch; undefined when it is none. */
export function parseHttpDate(text: string): number | undefined {
  const zoned = ASCTIME.test(text) ? `${text} GMT` : text;
  if (zoned === text && !FORMS.some((form) => form.test(text))) return undefined;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? undefined : at;
}
