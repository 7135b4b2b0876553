import { makeId } from '../org/ids.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import { platformCaller } from '../org/system-user.ts';
import type { Caller, Org, Row } from '../org/types.ts';

/** The user that Salesforce itself works as, in every org the first. */
export const AUTOMATED_PROCESS_ID = makeId('005', 1);

/** Seeds read as the platform itself: no permission stands in their way. */
export const systemCaller = platformCaller();
/** What is saved must name a user that exists. */
export const automatedProcess: Caller = { ...systemCaller, userId: AUTOMATED_PROCESS_ID };

/** `2026-01-31T10:00:05.000Z`: Salesforce keeps whole seconds. */
export function isoSecond(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.000Z`;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The number inside an id made by `makeId`. */
function numberOf(id: string): number {
  let number = 0;
  for (const character of id.slice(10, 15)) number = number * 62 + BASE62.indexOf(character);
  return number;
}

/** Loads rows without checks, with ids chosen beforehand, so that rows can point at each other. */
export class RowWriter {
  readonly org: Org;
  readonly #next = new Map<string, number>();
  #now: string;

  constructor(org: Org) {
    this.org = org;
    this.#now = isoSecond(org.clock.now());
  }

  /** `count` ids that no row has. */
  takeIds(objectName: string, count: number): string[] {
    const { keyPrefix, name } = this.definition(objectName);
    if (keyPrefix === null) throw new Error(`${name} has no key prefix, so its rows have no ids.`);
    const first = this.#next.get(keyPrefix) ?? this.#highest(keyPrefix) + 1;
    this.#next.set(keyPrefix, first + count);
    return Array.from({ length: count }, (_, index) => makeId(keyPrefix, first + index));
  }

  definition(objectName: string): ObjectDefinition {
    const definition = this.org.object(objectName);
    if (definition === undefined) throw new Error(`The org has no object ${objectName}.`);
    return definition;
  }

  /** Writes the rows, filled up with audit fields and defaults, and returns their ids. */
  write(objectName: string, rows: readonly Row[]): string[] {
    if (rows.length === 0) return [];
    const definition = this.definition(objectName);
    const missing = rows.filter((row) => row['Id'] === undefined).length;
    const ids = this.takeIds(objectName, missing);
    const complete = this.completer(definition);
    let taken = 0;
    const whole = rows.map((row) => {
      if (row['Id'] !== undefined) return complete(row);
      taken += 1;
      return complete({ Id: ids[taken - 1] ?? null, ...row });
    });
    this.org.load(objectName, whole);
    return whole.map((row) => String(row['Id']));
  }

  /** A function that fills a row with what Salesforce would have set: audit fields, defaults, owner. */
  completer(definition: ObjectDefinition): (row: Row) => Row {
    const defaults: Row = {};
    for (const field of definition.fields) {
      if (field.type === 'boolean') defaults[field.name] = field.defaultValue === true;
      else if (field.defaultValue !== null) defaults[field.name] = field.defaultValue;
    }
    const has = new Set(definition.fields.map(({ name }) => name));
    if (has.has('OwnerId')) defaults['OwnerId'] = AUTOMATED_PROCESS_ID;
    const audited = {
      CreatedDate: this.#now,
      CreatedById: AUTOMATED_PROCESS_ID,
      LastModifiedDate: this.#now,
      LastModifiedById: AUTOMATED_PROCESS_ID,
      SystemModstamp: this.#now,
    };
    for (const [name, value] of Object.entries(audited)) if (has.has(name)) defaults[name] = value;
    return (row) => ({ ...defaults, ...row });
  }

  /** Over all objects that share the prefix. */
  #highest(keyPrefix: string): number {
    const sharing = this.org.objects().filter((object) => object.keyPrefix === keyPrefix);
    return Math.max(0, ...sharing.map(({ name }) => this.#highestOf(name)));
  }

  #highestOf(objectName: string): number {
    if (this.org.countRows(objectName) === 0) return 0;
    const page = this.org.query(systemCaller, `SELECT Id FROM ${objectName} ORDER BY Id DESC LIMIT 1`, {
      includeDeleted: true,
      batchSize: 200,
    });
    const id = page.records[0]?.['Id'];
    return typeof id === 'string' ? numberOf(id) : 0;
  }
}
