import { isoSecond } from '../row-writer.ts';
import type { DemoOpportunity } from './demo-sales.ts';
import { addRow, auditValues, DAY_MS, type DemoWorld, HOUR_MS, isoDay } from './demo-world.ts';
import { NOTES } from './words.ts';

const MODULES = ['Picking', 'Sorting', 'Pallets', 'Analytics', 'Safety+'];
const PLANS = ['Starter', 'Growth', 'Scale', 'Enterprise'];

/** Each won opportunity became a subscription. */
export function makeSubscriptions(world: DemoWorld, opportunities: readonly DemoOpportunity[]): void {
  const { random, now } = world;
  let number = 0;
  for (const { id, row, account } of opportunities) {
    if (row['IsWon'] !== true) continue;
    number += 1;
    const startsAt = Date.parse(`${String(row['CloseDate'])}T08:00:00Z`) + random.int(0, 20) * DAY_MS;
    const months = random.pick([12, 12, 24, 36]);
    const endsAt = startsAt + months * 30.4 * DAY_MS;
    const createdAt = Math.min(startsAt, now - HOUR_MS);
    const robots = random.int(1, 60);
    addRow(world, 'Subscription__c', {
      Name: `SUB-${String(number).padStart(5, '0')}`,
      Account__c: account.id,
      Opportunity__c: id,
      Status__c:
        endsAt < now
          ? 'Cancelled'
          : random.pick(['Active', 'Active', 'Active', 'Active', 'Past Due', 'Trial']),
      Plan__c: PLANS[Math.min(3, Math.floor(robots / 15))] ?? 'Starter',
      Robots__c: robots,
      Monthly_Fee__c: Math.round((Number(row['Amount']) / months) * 100) / 100,
      Discount__c: random.chance(0.4) ? random.pick([5, 7.5, 10, 12.5]) : null,
      Start_Date__c: isoDay(startsAt),
      End_Date__c: isoDay(endsAt),
      Auto_Renew__c: random.chance(0.7),
      Modules__c: MODULES.filter(() => random.chance(0.45)).join(';') || null,
      Billing_Key__c: `bk_${random.text('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789', 8)}_${number}`,
      CurrencyIsoCode: account.city.currency,
      ...auditValues(
        createdAt,
        account.ownerId,
        createdAt + random.next() * (now - createdAt),
        account.ownerId,
      ),
    });
  }
}

export function makeSiteVisits(world: DemoWorld, count: number): void {
  const { random, now, people } = world;
  for (let index = 0; index < count; index += 1) {
    const account = random.pickEarly(world.accounts);
    const arrivedAt = account.createdAt + random.next() * (now - account.createdAt);
    const engineer = random.pick(people.engineers);
    const name = `${account.city.city} ${isoDay(arrivedAt)}`;
    addRow(world, 'Site_Visit__c', {
      Name: name.slice(0, 80),
      Account__c: account.id,
      Contact__c: account.contacts[0]?.id ?? null,
      Engineer__c: engineer,
      Arrived_At__c: isoSecond(arrivedAt),
      Gate_Opens__c: random.pick(['06:00:00.000Z', '07:30:00.000Z', '08:00:00.000Z', null]),
      Location__Latitude__s: Number((account.city.latitude + random.next() / 10).toFixed(6)),
      Location__Longitude__s: Number((account.city.longitude + random.next() / 10).toFixed(6)),
      Outcome__c: random.pick(['Installed', 'Repaired', 'Inspected', 'Inspected', 'Postponed']),
      Satisfaction__c: random.chance(0.7) ? random.int(10, 50) / 10 : null,
      Report__c: random.chance(0.6) ? `${random.pick(NOTES)}\n\n${random.pick(NOTES)}` : null,
      Photos__c: random.chance(0.3) ? `https://photos.halden-robotics.example/visits/${index + 1}` : null,
      OwnerId: engineer,
      CurrencyIsoCode: account.city.currency,
      ...auditValues(arrivedAt, engineer, arrivedAt, engineer),
    });
  }
}

const SUBJECTS = [
  'Robot stops at dock 4',
  'Gripper needs recalibration',
  'Battery drains overnight',
  'Error E-1042 after update',
  'Invoice question',
  'Training for new shift',
];

export function makeCases(world: DemoWorld, count: number): void {
  const { random, now, people } = world;
  for (let number = 1; number <= count; number += 1) {
    const account = random.pickEarly(world.accounts);
    const createdAt = account.createdAt + random.next() * (now - account.createdAt) * 0.99;
    const closedAt = createdAt + random.skewed(1, 600) * HOUR_MS;
    const closed = closedAt < now - HOUR_MS;
    const ownerId = random.pick(people.successManagers);
    const contact = account.contacts[0];
    addRow(world, 'Case', {
      CaseNumber: String(number).padStart(8, '0'),
      AccountId: account.id,
      ContactId: contact?.id ?? null,
      ContactEmail: contact?.row['Email'] ?? null,
      ContactPhone: contact?.row['Phone'] ?? null,
      Subject: random.pick(SUBJECTS),
      Description: random.pick(NOTES),
      Type: random.pick(['Mechanical', 'Electrical', 'Electronic', 'Other']),
      Status: closed ? 'Closed' : random.pick(['New', 'Working', 'Escalated']),
      IsClosed: closed,
      ClosedDate: closed ? isoSecond(closedAt) : null,
      Origin: random.pick(['Phone', 'Email', 'Web']),
      Priority: random.pick(['High', 'Medium', 'Medium', 'Low']),
      OwnerId: ownerId,
      CurrencyIsoCode: account.city.currency,
      ...auditValues(createdAt, ownerId, closed ? closedAt : createdAt, ownerId),
    });
  }
}
