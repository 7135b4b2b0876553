import type { OrgControl } from '../support/org-control.ts';
import type { Random } from './random.ts';
import { HISTORY_OBJECTS, type HistoryObject } from './selection.ts';

/** What the org's people did with one object so far. */
interface Lived {
  readonly live: string[];
  /** In the recycle bin. */
  readonly deleted: string[];
}

const TEXTS = [
  'Plain',
  'Größe, “quoted” & <b>',
  'a "double" quote',
  'two\nlines',
  'null',
  'N/A',
  '#N/A',
  '😀 emoji',
  ' spaces ',
  "O'Neill; drop table",
];

/** The number of the save that wrote the record last, by object. */
export const VERSION_FIELDS: Readonly<Record<HistoryObject, string>> = {
  Account: 'NumberOfEmployees',
  Contact: 'FirstName',
  Lead: 'AnnualRevenue',
  Widget__c: 'Size__c',
};

const ACTS = {
  create: 20,
  update: 26,
  delete: 8,
  purge: 3,
  undelete: 5,
  merge: 3,
  convert: 2,
} as const;

/** Random work of the people in an org: every refusal of a business rule is part of the game. */
export class History {
  readonly #org: OrgControl;
  readonly #random: Random;
  readonly #objects: readonly HistoryObject[];
  readonly #lived = new Map<HistoryObject, Lived>();
  readonly #savedAtMs: number[] = [];
  readonly #orgNowMs: () => number;
  /** Fields that were made on the way, with what is written to them. */
  readonly #alsoWritten = new Map<HistoryObject, Map<string, () => unknown>>();
  #made = 0;
  #touched: { readonly object: HistoryObject; readonly id: string } | undefined;

  constructor(
    org: OrgControl,
    random: Random,
    { objects, orgNowMs }: { readonly objects: readonly HistoryObject[]; readonly orgNowMs: () => number },
  ) {
    this.#orgNowMs = orgNowMs;
    this.#org = org;
    this.#random = random;
    this.#objects = objects;
    for (const object of HISTORY_OBJECTS) this.#lived.set(object, { live: [], deleted: [] });
  }

  /** When the version was saved that `VERSION_FIELDS` have; undefined for values that no history wrote. */
  savedAtMs(version: number): number | undefined {
    return this.#savedAtMs[version];
  }

  /** Takes over what the seed made. */
  know(object: HistoryObject, ids: readonly string[]): void {
    this.#of(object).live.push(...ids);
  }

  /** From now on what is saved has a value for this field too. */
  write(object: HistoryObject, field: string, value: () => unknown): void {
    const written = this.#alsoWritten.get(object) ?? new Map<string, () => unknown>();
    this.#alsoWritten.set(object, written.set(field, value));
  }

  leave(object: HistoryObject, field: string): void {
    this.#alsoWritten.get(object)?.delete(field);
  }

  /** Does one thing and says what. */
  async act(): Promise<string> {
    const act = this.#random.weighted(ACTS);
    const object = this.#random.pick(this.#objects);
    switch (act) {
      case 'create':
        return await this.#create(object);
      case 'update':
        return await this.#update(object);
      case 'delete':
        return await this.#remove('delete', object);
      case 'purge':
        return await this.#remove('purge', object);
      case 'undelete':
        return await this.#undelete(object);
      case 'merge':
        return await this.#merge();
      case 'convert':
        return await this.#convert();
      default:
        throw new Error(`unknown act ${String(act satisfies never)}`);
    }
  }

  /** Of a record that is there; null when there is none. */
  someId(object: HistoryObject): string | null {
    return this.#idOf(object);
  }

  /** Changes the record that was touched last, or any; of `only` when it is given. */
  async touch(only?: HistoryObject): Promise<string> {
    const object = only ?? this.#touched?.object ?? this.#random.pick(this.#objects);
    const { live } = this.#of(object);
    const before = this.#touched?.id;
    const id = before !== undefined && live.includes(before) ? before : this.#idOf(object);
    if (id === null) return 'nothing to touch';
    this.#touched = { object, id };
    await this.#save([{ kind: 'update', object, id, values: this.#some(object) }]);
    return `touched ${id}`;
  }

  /** Deletes the record that was touched last. */
  async bury(): Promise<string> {
    const touched = this.#touched;
    if (touched === undefined || !this.#of(touched.object).live.includes(touched.id))
      return 'nothing to bury';
    return await this.#remove('delete', touched.object, touched.id);
  }

  /** Two records, the first of which points at the second from now on; undefined when there are no two. */
  async tie(
    from: HistoryObject,
    field: string,
    to: HistoryObject,
  ): Promise<{ readonly id: string; readonly at: string } | undefined> {
    const at = this.#idOf(to);
    const others = this.#of(from).live.filter((id) => id !== at);
    if (at === null || others.length === 0) return undefined;
    const id = this.#random.pick(others);
    const [done] = await this.#save([{ kind: 'update', object: from, id, values: { [field]: at } }]);
    return done === undefined ? undefined : { id, at };
  }

  async delete(object: HistoryObject, id: string): Promise<string> {
    return await this.#remove('delete', object, id);
  }

  async #create(object: HistoryObject): Promise<string> {
    const operations = Array.from({ length: this.#random.int(1, 4) }, () => ({
      kind: 'create',
      object,
      values: { ...this.#required(object), ...this.#some(object) },
    }));
    const ids = await this.#save(operations);
    this.#of(object).live.push(...ids);
    return `created ${ids.length} ${object}`;
  }

  async #update(object: HistoryObject): Promise<string> {
    const { live } = this.#of(object);
    if (live.length === 0) return 'nothing to update';
    const ids = new Set(Array.from({ length: this.#random.int(1, 5) }, () => this.#random.pick(live)));
    await this.#save([...ids].map((id) => ({ kind: 'update', object, id, values: this.#some(object) })));
    return `updated ${[...ids].join(' ')}`;
  }

  async #remove(kind: 'delete' | 'purge', object: HistoryObject, wanted?: string): Promise<string> {
    const from = kind === 'purge' && this.#of(object).deleted.length > 0 ? 'deleted' : 'live';
    const ids = this.#of(object)[from];
    if (ids.length === 0) return `nothing to ${kind}`;
    const id = wanted ?? this.#random.pick(ids);
    const [done] = await this.#save([{ kind, object, id }]);
    if (done === undefined) return `${kind} refused`;
    ids.splice(ids.indexOf(id), 1);
    if (kind === 'delete') this.#of(object).deleted.push(id);
    return `${kind} ${id}`;
  }

  async #undelete(object: HistoryObject): Promise<string> {
    const { live, deleted } = this.#of(object);
    if (deleted.length === 0) return 'nothing to undelete';
    const id = this.#random.pick(deleted);
    const [done] = await this.#save([{ kind: 'undelete', object, id }]);
    if (done === undefined) return 'undelete refused';
    deleted.splice(deleted.indexOf(id), 1);
    live.push(id);
    return `undelete ${id}`;
  }

  async #merge(): Promise<string> {
    const object = this.#random.pick(this.#objects);
    if (object === 'Widget__c') return 'custom objects are not merged';
    const { live } = this.#of(object);
    if (live.length < 2) return 'nothing to merge';
    const id = this.#random.pick(live);
    const loser = this.#random.pick(live.filter((other) => other !== id));
    const [done] = await this.#save([{ kind: 'merge', object, id, loserIds: [loser] }]);
    if (done === undefined) return 'merge refused';
    live.splice(live.indexOf(loser), 1);
    return `merged ${loser} into ${id}`;
  }

  async #convert(): Promise<string> {
    const { live } = this.#of('Lead');
    if (live.length === 0) return 'nothing to convert';
    const id = this.#random.pick(live);
    const [done] = await this.#save([
      { kind: 'convertLead', object: 'Lead', id, convertedStatus: 'Closed - Converted' },
    ]);
    return done === undefined ? 'conversion refused' : `converted ${id}`;
  }

  /** Ids of what went through. */
  async #save(operations: readonly object[]): Promise<string[]> {
    const { results } = await this.#org.send<{
      results: { id: string | null; success: boolean }[];
    }>('POST', '/records', { operations });
    return results.flatMap(({ id, success }) => (success && id !== null ? [id] : []));
  }

  #of(object: HistoryObject): Lived {
    const lived = this.#lived.get(object);
    if (lived === undefined) throw new Error(`nobody knows ${object}`);
    return lived;
  }

  #required(object: HistoryObject): Record<string, unknown> {
    this.#made += 1;
    const name = `${this.#random.pick(TEXTS)} ${this.#made}`;
    switch (object) {
      case 'Account':
        return { Name: name };
      case 'Contact':
        return { LastName: name, AccountId: this.#maybe(() => this.#idOf('Account')) };
      case 'Lead':
        return { LastName: name, Company: name };
      case 'Widget__c':
        return { Key__c: `K-${this.#made}`, Account__c: this.#maybe(() => this.#idOf('Account')) };
      default:
        throw new Error(`unknown object ${String(object satisfies never)}`);
    }
  }

  #some(object: HistoryObject): Record<string, unknown> {
    const also = Array.from(this.#alsoWritten.get(object) ?? [], ([field, value]) => [field, value()]);
    return { ...this.#known(object), ...Object.fromEntries(also) };
  }

  #known(object: HistoryObject): Record<string, unknown> {
    const text = (): string | null => (this.#random.chance(0.15) ? null : this.#random.pick(TEXTS));
    switch (object) {
      case 'Account':
        return {
          Description: text(),
          NumberOfEmployees: this.#version(),
          BillingCity: text(),
        };
      case 'Contact':
        return {
          FirstName: String(this.#version()),
          Title: text(),
          Description: text(),
          AccountId: this.#maybe(() => this.#idOf('Account')),
        };
      case 'Lead':
        return { Title: text(), AnnualRevenue: this.#version() };
      case 'Widget__c':
        return {
          Title__c: text(),
          Size__c: this.#version(),
          Flag__c: this.#random.chance(0.5),
          Day__c: this.#maybe(() => `2026-0${this.#random.int(1, 9)}-1${this.#random.int(0, 9)}`),
        };
      default:
        throw new Error(`unknown object ${String(object satisfies never)}`);
    }
  }

  /** Grows with each save of the history. */
  #version(): number {
    this.#savedAtMs.push(this.#orgNowMs());
    return this.#savedAtMs.length - 1;
  }

  #maybe<T>(value: () => T): T | null {
    return this.#random.chance(0.3) ? null : value();
  }

  #idOf(object: HistoryObject): string | null {
    const { live } = this.#of(object);
    return live.length === 0 ? null : this.#random.pick(live);
  }
}
