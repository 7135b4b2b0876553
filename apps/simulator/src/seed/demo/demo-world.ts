import type { Row } from '../../org/types.ts';
import type { Random } from '../random.ts';
import { isoSecond, type RowWriter } from '../row-writer.ts';
import type { City } from './words.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** How far back the demo company's records go. */
export const HISTORY_DAYS = 730;

export interface DemoPeople {
  readonly reps: { readonly americas: readonly string[]; readonly emea: readonly string[] };
  readonly developers: readonly string[];
  readonly successManagers: readonly string[];
  readonly engineers: readonly string[];
  readonly marketing: string;
  readonly leadQueue: string | undefined;
}

export interface DemoAccount {
  readonly id: string;
  readonly row: Row;
  readonly city: City;
  readonly domain: string;
  readonly ownerId: string;
  readonly createdAt: number;
  readonly contacts: DemoContact[];
}

export interface DemoContact {
  readonly id: string;
  readonly row: Row;
  readonly accountId: string;
  readonly name: string;
}

/** What the parts of the demo company share while it is made. Rows are collected first and loaded at the end. */
export interface DemoWorld {
  readonly random: Random;
  readonly writer: RowWriter;
  readonly now: number;
  readonly people: DemoPeople;
  readonly accounts: DemoAccount[];
  readonly rows: Map<string, Row[]>;
}

export function addRow(world: DemoWorld, object: string, row: Row): void {
  const rows = world.rows.get(object);
  if (rows === undefined) world.rows.set(object, [row]);
  else rows.push(row);
}

/** A moment this many days ago, in somebody's working hours. */
export function momentAgo({ random, now }: DemoWorld, minDays: number, maxDays: number): number {
  const moment = now - (minDays + random.next() * (maxDays - minDays)) * DAY_MS;
  return Math.min(now - 60_000, moment);
}

export function isoDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** Audit fields: made at one moment by its owner, changed at another. */
export function auditValues(createdAt: number, createdBy: string, changedAt: number, changedBy: string): Row {
  const changed = isoSecond(Math.max(createdAt, changedAt));
  return {
    CreatedDate: isoSecond(createdAt),
    CreatedById: createdBy,
    LastModifiedDate: changed,
    LastModifiedById: changedBy,
    SystemModstamp: changed,
  };
}

/** `(617) 555-####` with digits. */
export function dial(random: Random, pattern: string): string {
  return pattern.replaceAll('#', () => String(random.int(0, 9)));
}

/** `Zoë D'Angelo` → `zoe.dangelo`, as mail addresses have it. */
export function mailName(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('Ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i')
    .replaceAll(/[' ]/g, '')
    .toLowerCase();
}
