/** A UTC instant, ISO 8601 with milliseconds and `Z`: `2026-03-01T09:30:00.000Z`. Sorts as text. */
export type IsoInstant = string & { readonly __brand: 'IsoInstant' };

export function toInstant(epochMs: number): IsoInstant {
  return new Date(epochMs).toISOString() as IsoInstant;
}

/** Reads any ISO 8601 form, Salesforce's `+0000` among them. Throws on anything else: that is a bug. */
export function instantFrom(text: string): IsoInstant {
  const epochMs = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(epochMs)) throw new Error(`not an instant: ${text}`);
  return toInstant(epochMs);
}

export function toEpochMs(instant: IsoInstant): number {
  return Date.parse(instant);
}

/** Our own time and patience. Tests move it by hand; nothing else in the engine knows time. */
export interface Clock {
  nowMs(): number;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
