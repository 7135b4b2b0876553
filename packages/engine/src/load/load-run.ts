import type { EnginePorts } from '../ports/engine-ports.ts';
import type { LoadPart, NewLoadPart, StoredLoad } from '../ports/load-store.ts';
import type { MirrorTable } from '../ports/mirror.ts';
import type { CallContext } from '../ports/source-org.ts';
import type { LoadSizes } from './load-sizes.ts';

/** A load under way, as its parts see it. */
export interface LoadRun {
  readonly ports: EnginePorts;
  readonly table: MirrorTable;
  readonly load: StoredLoad;
  readonly sizes: LoadSizes;
  readonly context: CallContext;
}

/** What became of a part. */
export type PartEnd =
  | { readonly kind: 'done' }
  /** Another worker goes on with this load. */
  | { readonly kind: 'taken_over' }
  /** It came to nothing and is to begin again; `smaller`: in smaller ranges. */
  | { readonly kind: 'lost'; readonly reason: string; readonly smaller: boolean }
  /** Salesforce does not read it by a bulk job; today, or never. */
  | { readonly kind: 'not_by_bulk'; readonly used_up: boolean; readonly error: Error }
  /** One query is too much for all fields. */
  | { readonly kind: 'too_wide'; readonly reason: string };

/** The same part, to be begun again. */
export function again(part: LoadPart, change: Partial<NewLoadPart> = {}): NewLoadPart {
  return {
    transport: part.transport,
    range: part.range,
    fields: part.fields,
    fills: part.fills,
    merge: part.merge,
    attempts: part.attempts + 1,
    ...change,
  };
}
