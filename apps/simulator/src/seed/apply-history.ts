import type { ObjectDefinition } from '../org/schema/types.ts';
import type { Org } from '../org/types.ts';
import { historyObject } from '../standard/history-objects.ts';
import { SeedError } from './problems.ts';
import type { SeedStage } from './read-data-rules.ts';
import type { RowWriter } from './row-writer.ts';
import type { Seed } from './seed.ts';

/** ForecastCategory's values are older than their names. */
const FORECAST_VALUES: Readonly<Record<string, string>> = { 'Best Case': 'BestCase', Commit: 'Forecast' };

/** Adds the seed's stages to those the org has. */
export function applyStages(org: Org, writer: RowWriter, stages: readonly SeedStage[]): void {
  const field = org.object('Opportunity')?.fields.find(({ name }) => name === 'StageName');
  if (stages.length === 0 || field === undefined) return;
  const twice = stages.findIndex(({ name }) => field.picklistValues.some(({ value }) => value === name));
  if (twice !== -1) {
    throw problem(
      `opportunityStages[${twice}].name`,
      `the org has a stage "${stages[twice]?.name ?? ''}" already`,
    );
  }
  const first = org.countRows('OpportunityStage') + 1;
  writer.write(
    'OpportunityStage',
    stages.map(({ name, probability, forecastCategory, isClosed, isWon }, index) => ({
      MasterLabel: name,
      ApiName: name,
      IsActive: true,
      SortOrder: first + index,
      IsClosed: isClosed,
      IsWon: isWon,
      ForecastCategory: FORECAST_VALUES[forecastCategory] ?? forecastCategory,
      ForecastCategoryName: forecastCategory,
      DefaultProbability: probability,
    })),
  );
  const added = stages.map(({ name }) => ({ value: name, label: name, active: true, defaultValue: false }));
  org.changeField('Opportunity', 'StageName', { picklistValues: [...field.picklistValues, ...added] });
}

/** Custom objects with tracked fields get a history object. What to track beside; undefined when the seed says nothing of it. */
export function applyHistoryTracking(org: Org, seed: Seed): Record<string, readonly string[]> | undefined {
  const { historyTracking } = seed.dataRules;
  const tracking: Record<string, readonly string[]> = { ...org.setup.historyTracking };
  for (const [name, fields] of historyTracking) {
    const object = org.object(name);
    if (object === undefined) throw problem(`historyTracking.${name}`, `there is no object ${name}`);
    tracking[object.name.toLowerCase()] = fields.map((field) => {
      const found = object.fields.find((one) => one.name.toLowerCase() === field.toLowerCase());
      if (found === undefined)
        throw problem(`historyTracking.${name}`, `${object.name} has no field ${field}`);
      return found.name;
    });
    defineHistory(org, object);
  }
  const declared = [
    ...seed.objects.map(({ declaration }) => declaration.name),
    ...seed.fields.map(({ object }) => object),
  ];
  for (const name of declared) {
    const object = org.object(name);
    if (object?.fields.some((field) => field.trackHistory) === true) defineHistory(org, object);
  }
  return historyTracking.size === 0 ? undefined : tracking;
}

function defineHistory(org: Org, { kind, name, label }: ObjectDefinition): void {
  const custom = kind === 'custom';
  const object = custom ? name.replace(/__c$/, '__History') : `${name}History`;
  if (name === 'Opportunity' || kind === 'platformEvent' || org.object(object) !== undefined) return;
  org.defineObject(historyObject(name, label, { object, parentField: custom ? 'ParentId' : `${name}Id` }));
}

function problem(path: string, message: string): SeedError {
  return new SeedError([{ path, message }]);
}
