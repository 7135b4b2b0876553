import type { DatabaseSync } from 'node:sqlite';
import { registerFormulaFunctions } from '../../formula/to-sql.ts';
import { toLocalText } from '../../soql/time-zone.ts';
import { registerFormats } from '../../soql/format.ts';
import { makeId } from '../ids.ts';

const EARTH_RADIUS_KM = 6371.0088;
const KM_PER_MILE = 1.609344;

function distance(
  latitude1: unknown,
  longitude1: unknown,
  latitude2: unknown,
  longitude2: unknown,
  unit: unknown,
): number | null {
  if (typeof latitude1 !== 'number' || typeof longitude1 !== 'number') return null;
  if (typeof latitude2 !== 'number' || typeof longitude2 !== 'number') return null;
  const radians = Math.PI / 180;
  const haversine =
    Math.sin(((latitude2 - latitude1) * radians) / 2) ** 2 +
    Math.cos(latitude1 * radians) *
      Math.cos(latitude2 * radians) *
      Math.sin(((longitude2 - longitude1) * radians) / 2) ** 2;
  const kilometres = 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(haversine));
  return unit === 'mi' ? kilometres / KM_PER_MILE : kilometres;
}

/** What our SQL needs and SQLite lacks: letter case beyond ASCII, wall clocks, distances, ids. */
export function registerFunctions(database: DatabaseSync): void {
  const deterministic = { deterministic: true };
  database.function('sf_lower', deterministic, (text) =>
    typeof text === 'string' ? text.toLowerCase() : text,
  );
  // Salesforce sorts by the upper-case letters. Source: SOQL and SOSL Reference, "ORDER BY".
  database.function('sf_upper', deterministic, (text) =>
    typeof text === 'string' ? text.toUpperCase() : text,
  );
  database.function('sf_local', deterministic, toLocalText);
  // As in REST: JavaScript's digits, where SQLite would keep 15.
  database.function('sf_number', deterministic, (value) => (value === null ? null : String(value)));
  database.function('sf_distance', deterministic, distance);
  database.function('sf_id', deterministic, (prefix, number) => makeId(String(prefix), Number(number)));
  registerFormulaFunctions(database);
  registerFormats(database);
}
