import type { Row } from '../../org/types.ts';
import { isoSecond } from '../row-writer.ts';
import type { DemoOpportunity } from './demo-sales.ts';
import { addRow, auditValues, DAY_MS, type DemoWorld, HOUR_MS, isoDay } from './demo-world.ts';
import { NOTES } from './words.ts';

const TASKS = [
  'Call',
  'Send Quote',
  'Send Letter',
  'Email: follow-up',
  'Prepare site visit',
  'Check credit',
  'Renewal reminder',
];
const MEETINGS = ['Meeting', 'Product demo', 'Site walk-through', 'Quarterly review', 'Contract negotiation'];

/** Whom and what an activity is about. */
interface Subject {
  readonly who: Row | undefined;
  readonly what: Row | undefined;
  readonly accountId: string | null;
  readonly ownerId: string;
  readonly since: number;
}

export function makeActivities(
  world: DemoWorld,
  count: number,
  opportunities: readonly DemoOpportunity[],
): void {
  const { random } = world;
  const leads = world.rows.get('Lead') ?? [];
  for (let index = 0; index < count; index += 1) {
    const subject = chooseSubject(world, opportunities, leads);
    if (random.chance(0.7)) makeTask(world, subject);
    else makeEvent(world, subject);
  }
}

function chooseSubject(
  world: DemoWorld,
  opportunities: readonly DemoOpportunity[],
  leads: readonly Row[],
): Subject {
  const { random, people } = world;
  const kind = random.next();
  if (kind < 0.5) {
    const { row, account } = random.pick(opportunities);
    return {
      what: row,
      who: account.contacts.length > 0 ? random.pick(account.contacts).row : undefined,
      accountId: account.id,
      ownerId: account.ownerId,
      since: Date.parse(String(row['CreatedDate'])),
    };
  }
  if (kind < 0.75) {
    const account = random.pickEarly(world.accounts);
    return {
      what: account.row,
      who: account.contacts.length > 0 && random.chance(0.8) ? random.pick(account.contacts).row : undefined,
      accountId: account.id,
      ownerId: random.chance(0.5) ? account.ownerId : random.pick(people.successManagers),
      since: account.createdAt,
    };
  }
  const lead = random.pick(leads);
  return {
    who: lead,
    what: undefined,
    accountId: null,
    ownerId: random.pick(people.developers),
    since: Date.parse(String(lead['CreatedDate'])),
  };
}

function makeTask(world: DemoWorld, { who, what, accountId, ownerId, since }: Subject): void {
  const { random, now } = world;
  const createdAt = since + random.next() * (now - since) * 0.98;
  const due = createdAt + random.int(0, 21) * DAY_MS;
  const done = due < now - DAY_MS ? random.chance(0.93) : random.chance(0.15);
  const doneAt = Math.min(now - 60_000, Math.max(createdAt, due + random.int(-48, 72) * HOUR_MS));
  const status = done
    ? 'Completed'
    : random.pick(['Not Started', 'In Progress', 'Not Started', 'Waiting on someone else']);
  const priority = random.pick(['Normal', 'Normal', 'Normal', 'High', 'Low']);
  const call = random.chance(0.35);
  addRow(world, 'Task', {
    WhoId: who?.['Id'] ?? null,
    WhatId: what?.['Id'] ?? null,
    AccountId: accountId,
    Subject: call ? 'Call' : random.pick(TASKS),
    TaskSubtype: call ? 'Call' : 'Task',
    ...(call && done
      ? {
          CallDurationInSeconds: random.int(20, 2400),
          CallType: 'Outbound',
          CallDisposition: random.pick(['Connected', 'Left voicemail', 'No answer']),
        }
      : {}),
    ActivityDate: isoDay(due),
    Status: status,
    IsClosed: done,
    Priority: priority,
    IsHighPriority: priority === 'High',
    Description: random.chance(0.25) ? random.pick(NOTES) : null,
    OwnerId: ownerId,
    CompletedDateTime: done ? isoSecond(doneAt) : null,
    CurrencyIsoCode: what?.['CurrencyIsoCode'] ?? who?.['CurrencyIsoCode'] ?? null,
    ...auditValues(createdAt, ownerId, done ? doneAt : createdAt, ownerId),
  });
  if (done) touch([who, what], isoDay(Math.min(due, now)));
  else if (what !== undefined && 'StageName' in what) {
    what['HasOpenActivity'] = true;
    if (due < now - DAY_MS) what['HasOverdueTask'] = true;
  }
}

function makeEvent(world: DemoWorld, { who, what, accountId, ownerId, since }: Subject): void {
  const { random, now } = world;
  const createdAt = since + random.next() * (now - since) * 0.98;
  const startsAt = Math.floor((createdAt + random.int(1, 30) * DAY_MS) / (HOUR_MS / 2)) * (HOUR_MS / 2);
  const minutes = random.pick([30, 45, 60, 60, 90, 120]);
  const endsAt = startsAt + minutes * 60_000;
  const changedAt = random.chance(0.3) ? Math.min(now - 60_000, startsAt) : createdAt;
  addRow(world, 'Event', {
    WhoId: who?.['Id'] ?? null,
    WhatId: what?.['Id'] ?? null,
    AccountId: accountId,
    Subject: random.pick(MEETINGS),
    Location: random.chance(0.6)
      ? random.pick(['Video call', 'Their site', 'Our demo hall', 'Hall 3, gate "B"'])
      : null,
    StartDateTime: isoSecond(startsAt),
    ActivityDateTime: isoSecond(startsAt),
    ActivityDate: isoDay(startsAt),
    EndDateTime: isoSecond(endsAt),
    EndDate: isoDay(endsAt),
    DurationInMinutes: minutes,
    ShowAs: 'Busy',
    EventSubtype: 'Event',
    GroupEventType: '0',
    Description: random.chance(0.3) ? random.pick(NOTES) : null,
    OwnerId: ownerId,
    CurrencyIsoCode: what?.['CurrencyIsoCode'] ?? who?.['CurrencyIsoCode'] ?? null,
    ...auditValues(createdAt, ownerId, changedAt, ownerId),
  });
  if (startsAt < now) touch([who, what], isoDay(startsAt));
  else if (what !== undefined && 'StageName' in what) what['HasOpenActivity'] = true;
}

/** Completed activities move LastActivityDate, without a stamp. */
function touch(rows: readonly (Row | undefined)[], day: string): void {
  for (const row of rows) {
    if (row === undefined) continue;
    const before = row['LastActivityDate'];
    if (typeof before !== 'string' || before < day) row['LastActivityDate'] = day;
  }
}
