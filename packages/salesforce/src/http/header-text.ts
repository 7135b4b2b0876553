/** Header names in lower case, as undici reads them. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A header's text; the first one when it was sent twice. */
export function headerText(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
