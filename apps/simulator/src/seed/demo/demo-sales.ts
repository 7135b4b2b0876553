import type { Row } from '../../org/types.ts';
import { isoSecond } from '../row-writer.ts';
import {
  addRow,
  auditValues,
  DAY_MS,
  type DemoAccount,
  type DemoWorld,
  HISTORY_DAYS,
  isoDay,
  momentAgo,
} from './demo-world.ts';
import { NOTES, PRODUCTS } from './words.ts';

interface Stage {
  readonly name: string;
  readonly probability: number;
  readonly category: 'Pipeline' | 'Closed' | 'Omitted';
}
const OPEN_STAGES: readonly Stage[] = [
  { name: 'Prospecting', probability: 10, category: 'Pipeline' },
  { name: 'Qualification', probability: 10, category: 'Pipeline' },
  { name: 'Needs Analysis', probability: 20, category: 'Pipeline' },
  { name: 'Value Proposition', probability: 50, category: 'Pipeline' },
  { name: 'Proposal/Price Quote', probability: 75, category: 'Pipeline' },
  { name: 'Negotiation/Review', probability: 90, category: 'Pipeline' },
];
const WON: Stage = { name: 'Closed Won', probability: 100, category: 'Closed' };
const LOST: Stage = { name: 'Closed Lost', probability: 0, category: 'Omitted' };

/** Everything that history keeps of an opportunity at one moment. */
interface Snapshot {
  readonly at: number;
  readonly stage: Stage;
  readonly amount: number;
  readonly closeDate: string;
}

export interface DemoOpportunity {
  readonly id: string;
  readonly row: Row;
  readonly account: DemoAccount;
}

/** Opportunities with the life that led to their present state, written down in both history objects. */
export function makeOpportunities(
  world: DemoWorld,
  count: number,
  recordTypes: { readonly newBusiness: string; readonly renewal: string },
): DemoOpportunity[] {
  const { random, writer } = world;
  const made: DemoOpportunity[] = [];
  for (const id of writer.takeIds('Opportunity', count)) {
    const account = random.pickEarly(world.accounts);
    const createdAt = Math.max(account.createdAt, momentAgo(world, 0, HISTORY_DAYS));
    const life = liveThrough(world, createdAt);
    const renewal = random.chance(0.25);
    const products = [...new Set([random.pick(PRODUCTS), random.pick(PRODUCTS)])];
    const row = opportunityRow(
      world,
      id,
      account,
      life,
      renewal ? recordTypes.renewal : recordTypes.newBusiness,
    );
    const year = new Date(createdAt).getUTCFullYear();
    row['Name'] = renewal
      ? `${String(account.row['Name'])} – Renewal ${year}`.slice(0, 120)
      : `${String(account.row['Name'])} – ${products.join(' + ')}`.slice(0, 120);
    row['Products__c'] = PRODUCTS.filter((product) => products.includes(product)).join(';');
    row['Type'] = renewal ? 'Existing Customer - Upgrade' : 'New Customer';
    addRow(world, 'Opportunity', row);
    writeHistory(world, row, life, account.ownerId);
    addContactRoles(world, id, account, createdAt);
    made.push({ id, row, account });
  }
  return made;
}

/** From creation to today or to the end: stages move forward, amounts and close dates get corrected. */
function liveThrough(world: DemoWorld, createdAt: number): Snapshot[] {
  const { random, now } = world;
  const cycle = random.int(25, 160) * DAY_MS;
  const endsAt = createdAt + cycle;
  let amount = Math.round(random.skewed(4000, 900_000) / 100) * 100;
  let closeDate = isoDay(endsAt + random.int(-20, 20) * DAY_MS);
  const life: Snapshot[] = [
    { at: createdAt, stage: OPEN_STAGES[random.int(0, 1)] ?? WON, amount, closeDate },
  ];
  let position = 1;
  const steps = random.int(2, 6);
  for (let step = 1; step <= steps; step += 1) {
    const at = createdAt + (cycle * step) / (steps + 1) + random.int(0, 8) * 3_600_000;
    if (at >= now - 60_000) return life;
    if (random.chance(0.8)) position = Math.min(position + 1, OPEN_STAGES.length - 1);
    if (random.chance(0.35)) amount = Math.round((amount * (0.7 + random.next() * 0.7)) / 100) * 100;
    if (random.chance(0.3)) closeDate = isoDay(endsAt + random.int(0, 45) * DAY_MS);
    life.push({ at, stage: OPEN_STAGES[position] ?? WON, amount, closeDate });
  }
  if (endsAt < now - 60_000) {
    life.push({ at: endsAt, stage: random.chance(0.42) ? WON : LOST, amount, closeDate: isoDay(endsAt) });
  } else if (closeDate < isoDay(now)) {
    // Nobody leaves a close date in the past for long.
    const at = Math.max(life.at(-1)?.at ?? createdAt, now - random.int(1, 72) * 3_600_000);
    life.push({
      at,
      stage: OPEN_STAGES[position] ?? WON,
      amount,
      closeDate: isoDay(now + random.int(5, 60) * DAY_MS),
    });
  }
  return life;
}

function opportunityRow(
  world: DemoWorld,
  id: string,
  account: DemoAccount,
  life: readonly Snapshot[],
  recordTypeId: string,
): Row {
  const { random } = world;
  const last = life.at(-1);
  const first = life[0];
  if (last === undefined || first === undefined) throw new Error('An opportunity has a first state.');
  const { stage, amount, closeDate } = last;
  const closed = stage === WON || stage === LOST;
  const close = new Date(`${closeDate}T00:00:00Z`);
  const quarter = Math.floor(close.getUTCMonth() / 3) + 1;
  const stageAt = life.findLast((state, index) => state.stage !== life[index - 1]?.stage)?.at ?? first.at;
  return {
    Id: id,
    AccountId: account.id,
    RecordTypeId: recordTypeId,
    StageName: stage.name,
    Amount: amount,
    Probability: stage.probability,
    ExpectedRevenue: (amount * stage.probability) / 100,
    CloseDate: closeDate,
    NextStep: closed
      ? null
      : random.pick(['Send quote', 'Site visit', 'Call with procurement', 'Legal review', null]),
    LeadSource: random.chance(0.7)
      ? random.pick(['Web', 'Partner Referral', 'Phone Inquiry', 'Other'])
      : null,
    IsClosed: closed,
    IsWon: stage === WON,
    ForecastCategory: stage.category,
    ForecastCategoryName: stage.category,
    OwnerId: account.ownerId,
    CurrencyIsoCode: account.city.currency,
    Description: random.chance(0.2) ? random.pick(NOTES) : null,
    Loss_Reason__c: stage === LOST ? random.pick(['Price', 'Timing', 'Competitor', 'No decision']) : null,
    FiscalQuarter: quarter,
    FiscalYear: close.getUTCFullYear(),
    Fiscal: `${close.getUTCFullYear()} ${quarter}`,
    LastStageChangeDate: stageAt === first.at ? null : isoSecond(stageAt),
    ...auditValues(first.at, account.ownerId, last.at, account.ownerId),
  };
}

function writeHistory(world: DemoWorld, row: Row, life: readonly Snapshot[], userId: string): void {
  const opportunityId = row['Id'] ?? null;
  const ids = world.writer.takeIds('OpportunityHistory', life.length);
  for (const [index, state] of life.entries()) {
    const before = life[index - 1];
    const id = ids[index] ?? '';
    const stamp = isoSecond(state.at);
    addRow(world, 'OpportunityHistory', {
      Id: id,
      OpportunityId: opportunityId,
      StageName: state.stage.name,
      Amount: state.amount,
      ExpectedRevenue: (state.amount * state.stage.probability) / 100,
      CloseDate: state.closeDate,
      Probability: state.stage.probability,
      ForecastCategory: state.stage.category,
      PrevAmount: before?.amount ?? null,
      PrevCloseDate: before?.closeDate ?? null,
      CurrencyIsoCode: row['CurrencyIsoCode'] ?? null,
      CreatedDate: stamp,
      CreatedById: userId,
      SystemModstamp: stamp,
    });
    if (before !== undefined && before.amount !== state.amount) row['LastAmountChangedHistoryId'] = id;
    if (before !== undefined && before.closeDate !== state.closeDate)
      row['LastCloseDateChangedHistoryId'] = id;
    for (const change of changesBetween(before, state)) {
      addRow(world, 'OpportunityFieldHistory', {
        OpportunityId: opportunityId,
        CreatedDate: stamp,
        CreatedById: userId,
        ...change,
      });
    }
  }
}

function changesBetween(before: Snapshot | undefined, after: Snapshot): Row[] {
  if (before === undefined) return [{ Field: 'created', DataType: 'Text', OldValue: null, NewValue: null }];
  const changes: Row[] = [];
  const add = (field: string, dataType: string, oldValue: string | number, newValue: string | number) => {
    if (oldValue === newValue) return;
    changes.push({
      Field: field,
      DataType: dataType,
      OldValue: String(oldValue),
      NewValue: String(newValue),
    });
  };
  add('StageName', 'DynamicEnum', before.stage.name, after.stage.name);
  add('Amount', 'Currency', before.amount, after.amount);
  add('CloseDate', 'DateOnly', before.closeDate, after.closeDate);
  add('Probability', 'Percent', before.stage.probability, after.stage.probability);
  return changes;
}

function addContactRoles(
  world: DemoWorld,
  opportunityId: string,
  account: DemoAccount,
  createdAt: number,
): void {
  const { random } = world;
  const people = new Set(
    account.contacts.length === 0 ? [] : [random.pick(account.contacts), random.pick(account.contacts)],
  );
  let isPrimary = true;
  for (const contact of people) {
    if (!isPrimary && !random.chance(0.4)) continue;
    addRow(world, 'OpportunityContactRole', {
      OpportunityId: opportunityId,
      ContactId: contact.id,
      Role: random.pick(['Decision Maker', 'Evaluator', 'Economic Buyer', 'Influencer', 'Business User']),
      IsPrimary: isPrimary,
      CurrencyIsoCode: account.city.currency,
      ...auditValues(createdAt, account.ownerId, createdAt, account.ownerId),
    });
    isPrimary = false;
  }
}
