import pg from 'pg';

/** Decimal digits that survive the way through a JavaScript number and back, whichever they are. */
const EXACT_DIGITS = 15;

/**
 * A number when JavaScript is sure to hold it exactly, else its text: amounts must not change on the way to the
 * console. The feed's images follow the same rule (`toCell` in `merge-batch.ts`).
 */
export function toExactNumber(text: string): number | string {
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  if (!/^-?[\d.]+$/.test(trimmed)) return text;
  return trimmed.replace(/[-.]/g, '').length > EXACT_DIGITS ? trimmed : Number(trimmed);
}

/** `2026-03-01 09:30:00.5+00`, as PostgreSQL writes it in UTC, to `2026-03-01T09:30:00.500Z`. */
function toIsoInstant(text: string): string {
  const epochMs = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(epochMs) ? text : new Date(epochMs).toISOString();
}

const { builtins } = pg.types;
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: toExactNumber,
  [builtins.NUMERIC]: toExactNumber,
  [builtins.DATE]: (text) => text,
  [builtins.TIMESTAMPTZ]: toIsoInstant,
};

/** How values leave PostgreSQL: ready for JSON, dates as text, instants in ISO 8601 with milliseconds. */
export const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format === 'binary' ? undefined : PARSERS[oid]) ?? pg.types.getTypeParser(oid, format),
};
