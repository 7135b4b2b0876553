/** What follows from an opportunity's stage, amount and close date. Source: Object Reference, Opportunity. */
import { hasChanged, setField, type RowChange, type SaveContext } from '../save-context.ts';
import type { Row } from '../../types.ts';

interface Stage {
  readonly probability: number;
  readonly isClosed: boolean;
  readonly isWon: boolean;
  readonly forecastCategory: string;
  readonly forecastCategoryName: string;
}

/** The stages of a new org, for orgs without OpportunityStage rows. */
const BUILT_IN: Readonly<Record<string, readonly [probability: number, forecast: string]>> = {
  Prospecting: [10, 'Pipeline'],
  Qualification: [10, 'Pipeline'],
  'Needs Analysis': [20, 'Pipeline'],
  'Value Proposition': [50, 'Pipeline'],
  'Id. Decision Makers': [60, 'Pipeline'],
  'Perception Analysis': [70, 'Pipeline'],
  'Proposal/Price Quote': [75, 'Best Case'],
  'Negotiation/Review': [90, 'Commit'],
  'Closed Won': [100, 'Closed'],
  'Closed Lost': [0, 'Omitted'],
};

/** ForecastCategory's values are older than their names. */
const FORECAST_VALUES: Readonly<Record<string, string>> = { 'Best Case': 'BestCase', Commit: 'Forecast' };

function findStage(context: SaveContext, name: string): Stage | undefined {
  const model = context.schema.get('OpportunityStage');
  const key = model?.field('ApiName') ?? model?.field('MasterLabel');
  const [id] = model === undefined || key === undefined ? [] : context.rows.findIds(model, key.name, name);
  const row = model === undefined || id === undefined ? undefined : context.rows.read(model, id);
  if (row !== undefined) {
    const forecastCategoryName = String(row['ForecastCategoryName'] ?? 'Pipeline');
    return {
      probability: Number(row['DefaultProbability'] ?? 0),
      isClosed: row['IsClosed'] === 1,
      isWon: row['IsWon'] === 1,
      forecastCategory: String(row['ForecastCategory'] ?? forecastCategoryName),
      forecastCategoryName,
    };
  }
  const [probability, forecast] = BUILT_IN[name] ?? [];
  if (probability === undefined || forecast === undefined) return undefined;
  return {
    probability,
    isClosed: name.startsWith('Closed'),
    isWon: name === 'Closed Won',
    forecastCategory: FORECAST_VALUES[forecast] ?? forecast,
    forecastCategoryName: forecast,
  };
}

function deriveFromStage(context: SaveContext, change: RowChange, stageName: string): void {
  const stage = findStage(context, stageName);
  if (stage === undefined) return;
  if (!(change.changed.has('Probability') && change.row['Probability'] !== change.before?.['Probability'])) {
    setField(change, 'Probability', stage.probability);
  }
  setField(change, 'IsClosed', stage.isClosed ? 1 : 0);
  setField(change, 'IsWon', stage.isWon ? 1 : 0);
  setField(change, 'ForecastCategory', stage.forecastCategory);
  if (!givenForecast(change)) setField(change, 'ForecastCategoryName', stage.forecastCategoryName);
}

/** The caller's own forecast category stands. Source: Object Reference, Opportunity.ForecastCategoryName. */
function givenForecast(change: RowChange): boolean {
  const name = change.row['ForecastCategoryName'] ?? null;
  return (
    name !== null &&
    change.changed.has('ForecastCategoryName') &&
    name !== change.before?.['ForecastCategoryName']
  );
}

export function deriveOpportunity(context: SaveContext, change: RowChange): void {
  const { row, before } = change;
  const stageName = row['StageName'];
  if (typeof stageName === 'string' && hasChanged(change, 'StageName')) {
    deriveFromStage(context, change, stageName);
    if (before !== undefined) setField(change, 'LastStageChangeDate', context.stamp);
  }
  const forecast = row['ForecastCategoryName'];
  if (typeof forecast === 'string' && givenForecast(change)) {
    setField(change, 'ForecastCategory', FORECAST_VALUES[forecast] ?? forecast);
  }
  const { Amount: amount, Probability: probability, CloseDate: closeDate } = row;
  if (typeof amount === 'number' && typeof probability === 'number') {
    setField(change, 'ExpectedRevenue', Math.round(amount * probability) / 100);
  } else {
    setField(change, 'ExpectedRevenue', null);
  }
  if (typeof closeDate === 'string') deriveFiscal(change, closeDate, fiscalYearStartMonth(context));
  const pushed = typeof before?.['CloseDate'] === 'string' && typeof closeDate === 'string';
  if (pushed && closeDate.slice(0, 7) > String(before['CloseDate']).slice(0, 7)) {
    // Counts moves of the close date to a later month. Source: Object Reference, Opportunity.PushCount.
    setField(change, 'PushCount', Number(row['PushCount'] ?? 0) + 1);
  } else if (before === undefined) {
    setField(change, 'PushCount', 0);
  }
}

function deriveFiscal(change: RowChange, closeDate: string, startMonth: number): void {
  const year = Number(closeDate.slice(0, 4));
  const month = Number(closeDate.slice(5, 7));
  const quarter = Math.floor(((month - startMonth + 12) % 12) / 3) + 1;
  const fiscalYear = startMonth > 1 && month >= startMonth ? year + 1 : year;
  setField(change, 'FiscalYear', fiscalYear);
  setField(change, 'FiscalQuarter', quarter);
  setField(change, 'Fiscal', `${fiscalYear} ${quarter}`);
}

function fiscalYearStartMonth(context: SaveContext): number {
  const model = context.schema.get('Organization');
  const id = context.store.readSetting('organizationId');
  const row = model === undefined || id === undefined ? undefined : context.rows.read(model, id);
  return Number(row?.['FiscalYearStartMonth'] ?? 1);
}

const HISTORY_FIELDS = [
  'StageName',
  'Amount',
  'CloseDate',
  'Probability',
  'ForecastCategory',
  'ExpectedRevenue',
];

/** One row when the opportunity is made, and one for every change of these fields. */
export function writeOpportunityHistory(context: SaveContext, change: RowChange): void {
  const model = context.schema.get('OpportunityHistory');
  if (model === undefined) return;
  const { row, before } = change;
  if (before !== undefined && !HISTORY_FIELDS.some((name) => row[name] !== before[name])) return;
  const history: Row = {
    Id: context.newId(model),
    IsDeleted: 0,
    OpportunityId: row['Id'] ?? null,
    CreatedById: context.caller.userId,
    CreatedDate: context.stamp,
    SystemModstamp: context.stamp,
    PrevAmount: before?.['Amount'] ?? null,
    PrevCloseDate: before?.['CloseDate'] ?? null,
  };
  for (const name of HISTORY_FIELDS) history[name] = row[name] ?? null;
  if (row['CurrencyIsoCode'] !== undefined) history['CurrencyIsoCode'] = row['CurrencyIsoCode'];
  context.rows.insert(model, history);
  markLastChange(context, change, String(history['Id']));
  context.touched.add('opportunityhistory');
}

/** Source: Object Reference, Opportunity.LastAmountChangedHistoryId; that it moves without a stamp of its own is assumed. */
function markLastChange(context: SaveContext, { model, row, before }: RowChange, historyId: string): void {
  if (before === undefined) return;
  const marks: Row = {};
  if (row['Amount'] !== before['Amount']) marks['LastAmountChangedHistoryId'] = historyId;
  if (row['CloseDate'] !== before['CloseDate']) marks['LastCloseDateChangedHistoryId'] = historyId;
  const known = Object.fromEntries(Object.entries(marks).filter(([name]) => model.has(name)));
  context.rows.update(model, String(row['Id']), known);
}
