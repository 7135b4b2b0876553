/**
 * The counters of campaigns: members, responses, opportunities and their amounts, of the campaign and of the tree it is in.
 * They move without a stamp and without a change event. Source: Object Reference, Campaign ("calculated field").
 */
import type { ObjectModel } from '../../schema/schema.ts';
import { quote, tableName } from '../../storage/tables.ts';
import type { Row, Scalar } from '../../types.ts';
import type { SaveContext } from '../save-context.ts';

type Counters = Partial<Record<string, number>>;
type Gone = Readonly<Row> | undefined;

/** Entered by people, and summed up over the tree. */
const SUMMED = ['NumberSent', 'ExpectedRevenue', 'BudgetedCost', 'ActualCost'] as const;
/** Salesforce allows five levels; a circle in loaded rows must end somewhere. */
const DEEPEST = 10;

/** `before` is undefined for a row that came, `after` for one that went. */
export function countForCampaigns(context: SaveContext, model: ObjectModel, before: Gone, after: Gone): void {
  switch (model.name) {
    case 'CampaignMember':
    case 'Opportunity':
      move(context, before, negative(shareOf(context, model, before)));
      move(context, after, shareOf(context, model, after));
      return;
    case 'Lead':
      countConversion(context, before, after);
      return;
    case 'Campaign':
      countTree(context, model, before, after);
      return;
    default:
  }
}

/** What this row counts for in its campaign. */
function shareOf(context: SaveContext, model: ObjectModel, row: Gone): Counters {
  if (row === undefined) return {};
  if (model.name === 'Opportunity') {
    const amount = Number(row['Amount'] ?? 0);
    const won = row['IsWon'] === 1;
    return {
      NumberOfOpportunities: 1,
      AmountAllOpportunities: amount,
      ...(won ? { NumberOfWonOpportunities: 1, AmountWonOpportunities: amount } : {}),
    };
  }
  const lead = row['LeadId'];
  const leads = context.schema.get('Lead');
  const converted =
    typeof lead === 'string' && leads !== undefined && context.rows.read(leads, lead)?.['IsConverted'] === 1;
  return {
    ...(typeof lead === 'string' ? { [converted ? 'NumberOfConvertedLeads' : 'NumberOfLeads']: 1 } : {}),
    ...(typeof row['ContactId'] === 'string' ? { NumberOfContacts: 1 } : {}),
    ...(row['HasResponded'] === 1 ? { NumberOfResponses: 1 } : {}),
  };
}

function negative(counters: Counters): Counters {
  return Object.fromEntries(Object.entries(counters).map(([name, value]) => [name, -Number(value)]));
}

function move(context: SaveContext, row: Gone, counters: Counters): void {
  const campaigns = context.schema.get('Campaign');
  const id = row?.['CampaignId'];
  if (campaigns === undefined || typeof id !== 'string' || Object.keys(counters).length === 0) return;
  add(context, campaigns, id, counters);
  addToTree(context, campaigns, id, counters);
}

function add(context: SaveContext, campaigns: ObjectModel, id: string, counters: Counters): void {
  const row = context.rows.read(campaigns, id);
  if (row === undefined) return;
  const changes: Row = {};
  for (const [name, value] of Object.entries(counters)) {
    if (campaigns.has(name)) changes[name] = Number(row[name] ?? 0) + Number(value);
  }
  context.rows.update(campaigns, id, changes);
}

/** The campaign's own `Hierarchy…` counters, and those of all above it. */
function addToTree(context: SaveContext, campaigns: ObjectModel, first: Scalar, counters: Counters): void {
  const inTree = Object.fromEntries(
    Object.entries(counters).map(([name, value]) => [`Hierarchy${name}`, value]),
  );
  let id = first;
  for (let level = 0; typeof id === 'string' && level < DEEPEST; level += 1) {
    add(context, campaigns, id, inTree);
    id = context.rows.read(campaigns, id)?.['ParentId'] ?? null;
  }
}

function countConversion(context: SaveContext, before: Gone, after: Gone): void {
  const members = context.schema.get('CampaignMember');
  if (members === undefined || before?.['IsConverted'] !== 0 || after?.['IsConverted'] !== 1) return;
  for (const id of context.rows.findIds(members, 'LeadId', after['Id'] ?? null)) {
    move(context, context.rows.read(members, id), { NumberOfLeads: -1, NumberOfConvertedLeads: 1 });
  }
}

/** A campaign takes its whole tree along when it moves, comes or goes. */
function countTree(context: SaveContext, campaigns: ObjectModel, before: Gone, after: Gone): void {
  const id = String((after ?? before)?.['Id']);
  if (before === undefined && after !== undefined && (after['HierarchyNumberOfLeads'] ?? null) === null) {
    context.rows.update(campaigns, id, zeroCounters(campaigns));
    addToTree(context, campaigns, id, summedOf(after));
    return;
  }
  const oldParent = before?.['ParentId'] ?? null;
  const newParent = after?.['ParentId'] ?? null;
  if (before !== undefined && after !== undefined) {
    const delta: Counters = {};
    for (const name of SUMMED) {
      const moved = Number(after[name] ?? 0) - Number(before[name] ?? 0);
      if (moved !== 0) delta[name] = moved;
    }
    if (Object.keys(delta).length > 0) {
      if (oldParent === newParent) addToTree(context, campaigns, id, delta);
      else add(context, campaigns, id, prefixed(delta));
    }
    if (oldParent === newParent) return;
  }
  const tree = treeOf(context.rows.read(campaigns, id) ?? before ?? {});
  const oldTree = before === undefined || after === undefined ? tree : treeOf(before);
  addToTree(context, campaigns, oldParent, negative(oldTree));
  addToTree(context, campaigns, newParent, tree);
}

function prefixed(counters: Counters): Counters {
  return Object.fromEntries(Object.entries(counters).map(([name, value]) => [`Hierarchy${name}`, value]));
}

function summedOf(row: Readonly<Row>): Counters {
  return Object.fromEntries(SUMMED.map((name) => [name, Number(row[name] ?? 0)]));
}

function treeOf(row: Readonly<Row>): Counters {
  const tree: Counters = {};
  for (const [name, value] of Object.entries(row)) {
    if (name.startsWith('Hierarchy') && typeof value === 'number')
      tree[name.slice('Hierarchy'.length)] = value;
  }
  return tree;
}

function zeroCounters(campaigns: ObjectModel): Row {
  const zeros: Row = {};
  for (const { name } of campaigns.storedFields) {
    if (/^(?:Hierarchy)?(?:NumberOf|Amount)/.test(name) || name.startsWith('Hierarchy')) zeros[name] = 0;
  }
  return zeros;
}

/**
 * Statements that count everything anew, for rows that were loaded. Trees are counted level by level, so each of those
 * statements is run as often as there are levels.
 */
export function recountStatements(campaigns: ObjectModel): {
  readonly own: string;
  readonly tree: string;
  readonly levels: number;
} {
  const campaign = tableName('Campaign');
  const member = (what: string): string =>
    `(select count(*) from ${tableName('CampaignMember')} m left join ${tableName('Lead')} l on l."Id" = m."LeadId"
      where m."CampaignId" = ${campaign}."Id" and m."IsDeleted" = 0 and ${what})`;
  const opportunity = (what: string, where = '1'): string =>
    `(select ${what} from ${tableName('Opportunity')} o where o."CampaignId" = ${campaign}."Id" and o."IsDeleted" = 0 and ${where})`;
  const own = {
    NumberOfLeads: member('m."LeadId" is not null and coalesce(l."IsConverted", 0) = 0'),
    NumberOfConvertedLeads: member('l."IsConverted" = 1'),
    NumberOfContacts: member('m."ContactId" is not null'),
    NumberOfResponses: member('m."HasResponded" = 1'),
    NumberOfOpportunities: opportunity('count(*)'),
    NumberOfWonOpportunities: opportunity('count(*)', 'o."IsWon" = 1'),
    AmountAllOpportunities: opportunity('total(o."Amount")'),
    AmountWonOpportunities: opportunity('total(o."Amount")', 'o."IsWon" = 1'),
  };
  const sets = Object.entries(own).map(([name, sql]) => `${quote(name)} = ${sql}`);
  const tree = [...Object.keys(own), ...SUMMED]
    .filter((name) => campaigns.has(`Hierarchy${name}`))
    .map((name) => {
      const whole = quote(`Hierarchy${name}`);
      const below = `(select total(c.${whole}) from ${campaign} c where c."ParentId" = ${campaign}."Id" and c."IsDeleted" = 0)`;
      return `${whole} = coalesce(${quote(name)}, 0) + ${below}`;
    });
  return {
    own: `update ${campaign} set ${sets.join(', ')}`,
    tree: `update ${campaign} set ${tree.join(', ')}`,
    levels: DEEPEST / 2,
  };
}
