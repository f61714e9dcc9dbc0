const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in the form that we store: another one names nothing, and Postgres would call it an error. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
