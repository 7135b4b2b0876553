import type { QueryRecord, SaveOperation } from '../org/types.ts';
import { FIRST_NAMES, LAST_NAMES, NOTES } from './demo/words.ts';
import type { Random } from './random.ts';

export interface ActivityContext {
  readonly random: Random;
  readonly userId: string;
  readonly now: number;
  readonly find: (soql: string) => readonly QueryRecord[];
}

/** What somebody does; no operations when the org has nothing to do it with. */
export type Activity = (context: ActivityContext) => SaveOperation[];

const DAY_MS = 86_400_000;
const STAGES = [
  'Prospecting',
  'Qualification',
  'Needs Analysis',
  'Value Proposition',
  'Proposal/Price Quote',
  'Negotiation/Review',
];

const day = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

/** Any row of an object, often one that somebody worked on lately. OFFSET ends at 2,000. */
function anyRow(
  { random, find }: ActivityContext,
  object: string,
  fields: string,
  where = '',
): QueryRecord | undefined {
  const newest = random.chance(0.4);
  const order = newest ? 'ORDER BY LastModifiedDate DESC' : 'ORDER BY Id';
  const clause = where === '' ? '' : `WHERE ${where} `;
  const offset = random.int(0, newest ? 20 : 1500);
  const [row] = find(`SELECT ${fields} FROM ${object} ${clause}${order} LIMIT 1 OFFSET ${offset}`);
  return row ?? find(`SELECT ${fields} FROM ${object} ${clause}ORDER BY Id LIMIT 1`)[0];
}

/** Nobody but the owner edits a task or deletes a row, however open the org is. */
const own = ({ userId }: ActivityContext) => `OwnerId = '${userId}'`;

const idOf = (row: QueryRecord) => String(row['Id']);
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

function moveStage(context: ActivityContext): SaveOperation[] {
  const row = anyRow(context, 'Opportunity', 'Id, StageName', 'IsClosed = false');
  if (row === undefined) return [];
  const next = STAGES[Math.min(STAGES.length - 1, STAGES.indexOf(textOf(row['StageName']) ?? '') + 1)];
  return [
    { kind: 'update', object: 'Opportunity', id: idOf(row), values: { StageName: next ?? 'Prospecting' } },
  ];
}

function closeOpportunity(context: ActivityContext): SaveOperation[] {
  const row = anyRow(context, 'Opportunity', 'Id', "IsClosed = false AND StageName = 'Negotiation/Review'");
  if (row === undefined) return [];
  const StageName = context.random.chance(0.5) ? 'Closed Won' : 'Closed Lost';
  return [
    {
      kind: 'update',
      object: 'Opportunity',
      id: idOf(row),
      values: { StageName, CloseDate: day(context.now) },
    },
  ];
}

function correctAmount(context: ActivityContext): SaveOperation[] {
  const row = anyRow(context, 'Opportunity', 'Id, Amount', 'IsClosed = false');
  if (row === undefined) return [];
  const amount = typeof row['Amount'] === 'number' ? row['Amount'] : 10_000;
  const Amount = Math.round((amount * (0.8 + context.random.next() * 0.5)) / 10) * 10;
  return [
    {
      kind: 'update',
      object: 'Opportunity',
      id: idOf(row),
      values: { Amount, CloseDate: day(context.now + context.random.int(5, 90) * DAY_MS) },
    },
  ];
}

function openOpportunity(context: ActivityContext): SaveOperation[] {
  const account = anyRow(context, 'Account', 'Id, Name');
  if (account === undefined) return [];
  const { random, now, userId } = context;
  return [
    {
      kind: 'create',
      object: 'Opportunity',
      values: {
        Name: `${textOf(account['Name']) ?? 'Account'} – Expansion`.slice(0, 120),
        AccountId: idOf(account),
        StageName: 'Prospecting',
        Amount: random.int(20, 900) * 500,
        CloseDate: day(now + random.int(20, 120) * DAY_MS),
        OwnerId: userId,
      },
    },
  ];
}

function addTask(context: ActivityContext): SaveOperation[] {
  const { random, now, userId } = context;
  const about = anyRow(context, random.chance(0.6) ? 'Opportunity' : 'Account', 'Id');
  const person = anyRow(context, 'Contact', 'Id');
  if (about === undefined) return [];
  return [
    {
      kind: 'create',
      object: 'Task',
      values: {
        Subject: random.pick(['Call', 'Send Quote', 'Follow up', 'Check delivery date']),
        WhatId: idOf(about),
        ...(person === undefined ? {} : { WhoId: idOf(person) }),
        ActivityDate: day(now + random.int(0, 14) * DAY_MS),
        Priority: random.pick(['Normal', 'High']),
        OwnerId: userId,
        Description: random.chance(0.5) ? random.pick(NOTES) : null,
      },
    },
  ];
}

function finishTask(context: ActivityContext): SaveOperation[] {
  const row = anyRow(context, 'Task', 'Id', `IsClosed = false AND ${own(context)}`);
  return row === undefined
    ? []
    : [{ kind: 'update', object: 'Task', id: idOf(row), values: { Status: 'Completed' } }];
}

function planMeeting(context: ActivityContext): SaveOperation[] {
  const { random, now, userId } = context;
  const about = anyRow(context, 'Account', 'Id');
  if (about === undefined) return [];
  const startsAt = Math.floor(now / 3_600_000) * 3_600_000 + random.int(4, 400) * 3_600_000;
  return [
    {
      kind: 'create',
      object: 'Event',
      values: {
        Subject: random.pick(['Meeting', 'Product demo', 'Site walk-through']),
        WhatId: idOf(about),
        StartDateTime: new Date(startsAt).toISOString(),
        EndDateTime: new Date(startsAt + 3_600_000).toISOString(),
        OwnerId: userId,
      },
    },
  ];
}

function newLead(context: ActivityContext): SaveOperation[] {
  const { random } = context;
  const lastName = random.pick(LAST_NAMES);
  const firstName = random.pick(FIRST_NAMES);
  return [
    {
      kind: 'create',
      object: 'Lead',
      values: {
        FirstName: firstName,
        LastName: lastName,
        Company: `${lastName} ${random.pick(['Logistics', 'Foods', 'Works', 'Supply'])}`,
        Email: `lead${context.now}.${random.int(100, 999)}@example.com`,
        LeadSource: random.pick(['Web', 'Partner Referral', 'Phone Inquiry']),
      },
    },
  ];
}

function workLead(context: ActivityContext): SaveOperation[] {
  const row = anyRow(context, 'Lead', 'Id', "IsConverted = false AND Status = 'Open - Not Contacted'");
  if (row === undefined) return [];
  const Rating = context.random.pick(['Hot', 'Warm', 'Cold']);
  return [
    {
      kind: 'update',
      object: 'Lead',
      id: idOf(row),
      values: { Status: 'Working - Contacted', Rating, IsUnreadByOwner: false },
    },
  ];
}

function editContact(context: ActivityContext): SaveOperation[] {
  const { random } = context;
  const row = anyRow(context, 'Contact', 'Id');
  if (row === undefined) return [];
  const values = random.chance(0.5)
    ? { MobilePhone: `+1 555 ${random.int(100, 999)} ${random.int(1000, 9999)}` }
    : { Title: random.pick(['Head of Operations', 'Plant Manager', 'Senior Buyer', 'COO']) };
  return [{ kind: 'update', object: 'Contact', id: idOf(row), values }];
}

function editAccount(context: ActivityContext): SaveOperation[] {
  const { random } = context;
  const row = anyRow(context, 'Account', 'Id');
  if (row === undefined) return [];
  const values = random.chance(0.5)
    ? { Rating: random.pick(['Hot', 'Warm', 'Cold']) }
    : { Description: random.pick(NOTES), NumberOfEmployees: random.int(10, 9000) };
  return [{ kind: 'update', object: 'Account', id: idOf(row), values }];
}

/** Several at once, as list views and imports do. */
function editMany(context: ActivityContext): SaveOperation[] {
  const { random, find } = context;
  const rows = find(
    `SELECT Id FROM Contact ORDER BY Id LIMIT ${random.int(3, 20)} OFFSET ${random.int(0, 1500)}`,
  );
  const Department = random.pick(['Operations', 'Purchasing', 'Logistics', 'Engineering']);
  return rows.map((row) => ({ kind: 'update', object: 'Contact', id: idOf(row), values: { Department } }));
}

function deleteSomething(context: ActivityContext): SaveOperation[] {
  const object = context.random.pick(['Task', 'Lead', 'Task']);
  const row = anyRow(context, object, 'Id', own(context));
  return row === undefined ? [] : [{ kind: 'delete', object, id: idOf(row) }];
}

function undeleteSomething(context: ActivityContext): SaveOperation[] {
  const { random, find } = context;
  const object = random.pick(['Task', 'Lead']);
  const rows = find(
    `SELECT Id FROM ${object} WHERE IsDeleted = true AND ${own(context)} ORDER BY SystemModstamp DESC LIMIT 5`,
  );
  if (rows.length > 0) return [{ kind: 'undelete', object, id: idOf(random.pick(rows)) }];
  // Who has nothing in the recycle bin deletes a row by mistake and brings it back.
  const row = anyRow(context, object, 'Id', own(context));
  if (row === undefined) return [];
  return (['delete', 'undelete'] as const).map((kind) => ({ kind, object, id: idOf(row) }));
}

/** What people do, and how often compared with the rest. */
export const ACTIVITIES: readonly (readonly [weight: number, activity: Activity])[] = [
  [12, moveStage],
  [4, closeOpportunity],
  [10, correctAmount],
  [4, openOpportunity],
  [16, addTask],
  [12, finishTask],
  [6, planMeeting],
  [10, newLead],
  [8, workLead],
  [10, editContact],
  [8, editAccount],
  [3, editMany],
  [3, deleteSomething],
  [1, undeleteSomething],
];
