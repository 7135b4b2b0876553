/** Rows by the hundred thousand: given ones, and ones the database makes itself. */
import type { DatabaseSync } from 'node:sqlite';
import { PERMISSION_OBJECTS } from './access/access-rules.ts';
import type { EffectiveAccess } from './access/effective-access.ts';
import { generateRows } from './generate-rows.ts';
import { numberOfId } from './ids.ts';
import { loadRows } from './load-rows.ts';
import { newId, requirePrefix } from './new-id.ts';
import { autoNumberCounter, formatAutoNumber } from './save/field-defaults.ts';
import type { ObjectModel } from './schema/schema.ts';
import type { OrgStore } from './storage/org-store.ts';
import { quote, tableName } from './storage/tables.ts';
import type { Transactions } from './storage/transactions.ts';
import { SYSTEM_USER_ID } from './system-user.ts';
import type { OrgClock, Row } from './types.ts';

/** Loaded rows of these move the counters of campaigns. */
const COUNTED_IN_CAMPAIGNS = new Set(['Campaign', 'CampaignMember', 'Opportunity', 'Lead']);

export interface RowLoaderParts {
  readonly database: DatabaseSync;
  readonly store: OrgStore;
  readonly transactions: Transactions;
  readonly access: EffectiveAccess;
  readonly clock: OrgClock;
  readonly organizationId: () => string;
  readonly recountCampaigns: () => void;
}

export class RowLoader {
  readonly #parts: RowLoaderParts;

  constructor(parts: RowLoaderParts) {
    this.#parts = parts;
  }

  load(model: ObjectModel, rows: Iterable<Readonly<Row>>): number {
    const { database, transactions } = this.#parts;
    const defaults = { newId: () => this.#idFor(model), values: this.#defaults(model) };
    const count = transactions.runNow(() => loadRows(database, model, rows, defaults));
    this.#after(model);
    return count;
  }

  generate(model: ObjectModel, count: number, columns: Readonly<Record<string, string>>): void {
    const { database, store, transactions } = this.#parts;
    const first = store.takeNumbers(requirePrefix(model), count);
    const defaults = this.#defaults(model);
    const all = { ...this.#autoNumbers(model, count, columns), ...columns };
    transactions.runNow(() => generateRows(database, model, { first, count, columns: all, defaults }));
    this.#after(model);
  }

  /** Expressions for auto-number fields nobody gave one for. */
  #autoNumbers(
    model: ObjectModel,
    count: number,
    given: Readonly<Record<string, string>>,
  ): Record<string, string> {
    const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
    const expressions: Record<string, string> = {};
    for (const field of model.storedFields) {
      if (field.autoNumberFormat === null || names.has(field.name.toLowerCase())) continue;
      const first = this.#parts.store.takeNumbers(autoNumberCounter(model.name, field.name), count);
      const zeros = /\{(0+)\}/.exec(field.autoNumberFormat)?.[1]?.length ?? 1;
      const [before = '', after = ''] = formatAutoNumber(field.autoNumberFormat, 0, this.#stamp()).split(
        '0'.repeat(zeros),
      );
      const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
      expressions[field.name] =
        `printf('%s%0${zeros}d%s', ${text(before)}, n + ${first - 1}, ${text(after)})`;
    }
    return expressions;
  }

  /** The organization's one row has the organization's id. */
  #idFor(model: ObjectModel): string {
    return model.name === 'Organization' ? this.#parts.organizationId() : newId(this.#parts.store, model);
  }

  #stamp(): string {
    return new Date(Math.floor(this.#parts.clock.now() / 1000) * 1000).toISOString();
  }

  #defaults(model: ObjectModel): Row {
    const stamp = this.#stamp();
    const values: Row = {
      CreatedDate: stamp,
      LastModifiedDate: stamp,
      SystemModstamp: stamp,
      CreatedById: SYSTEM_USER_ID,
      LastModifiedById: SYSTEM_USER_ID,
      OwnerId: SYSTEM_USER_ID,
    };
    for (const field of model.storedFields) {
      if (field.type === 'boolean') values[field.name] = field.defaultValue === true;
    }
    return values;
  }

  /** Rows that brought their own ids or numbers must not meet a new one with the same. */
  #after(model: ObjectModel): void {
    const { database, store, access } = this.#parts;
    const first = (column: string, order: string): string => {
      const sql = `select ${quote(column)} as value from ${tableName(model.name)} order by ${order} limit 1`;
      return String(database.prepare(sql).get()?.['value'] ?? '');
    };
    const prefix = model.definition.keyPrefix;
    const number = prefix === null ? undefined : numberOfId(first('Id', '"Id" desc'));
    if (prefix !== null && number !== undefined) store.skipNumbersTo(prefix, number);
    for (const field of model.storedFields) {
      if (field.autoNumberFormat === null) continue;
      const last = /\d+(?=\D*$)/.exec(
        first(field.name, `length(${quote(field.name)}) desc, ${quote(field.name)} desc`),
      )?.[0];
      if (last !== undefined) store.skipNumbersTo(autoNumberCounter(model.name, field.name), Number(last));
    }
    store.flushCounters();
    if (COUNTED_IN_CAMPAIGNS.has(model.name)) this.#parts.recountCampaigns();
    if (PERMISSION_OBJECTS.has(model.name.toLowerCase())) access.forget();
  }
}
