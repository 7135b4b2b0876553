import type { RowOutcome } from '@sync-user/engine';
import { isJsonObject, jsonArray, jsonObject, optionalText, text, unexpected } from '../wire/read-json.ts';

/**
 * Reads the answer of sObject Collections: a list in the order of the request.
 * Source: REST API Developer Guide, "sObject Collections".
 */
export function toRowOutcomes(body: unknown, rows: number): readonly RowOutcome[] {
  const results = jsonArray(body, 'the answer of sObject Collections');
  if (results.length !== rows) throw unexpected(`${results.length} results for ${rows} rows`);
  return results.map((entry) => {
    const result = jsonObject(entry, 'a result of sObject Collections');
    if (result['success'] === true) return { kind: 'saved', id: text(result, 'id') };
    return toFailure(result['errors']);
  });
}

/** `[{"statusCode" | "errorCode", "message", "fields"}]`: the first says why. */
export function toFailure(errors: unknown): RowOutcome & { readonly kind: 'failed' } {
  const first: unknown = Array.isArray(errors) ? errors[0] : errors;
  if (!isJsonObject(first)) throw unexpected('a refused row without a reason');
  const fields = first['fields'];
  return {
    kind: 'failed',
    code: optionalText(first, 'statusCode') ?? optionalText(first, 'errorCode') ?? 'UNKNOWN',
    message: optionalText(first, 'message') ?? '',
    fields: Array.isArray(fields) ? fields.map(String) : [],
  };
}
