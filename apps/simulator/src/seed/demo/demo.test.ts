import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openOrg } from '../../org/open-org.ts';
import type { Org } from '../../org/types.ts';
import { applySeed } from '../apply-seed.ts';
import { systemCaller } from '../row-writer.ts';
import { queryRows, noSink } from '../seed-testing.ts';
import { DEMO_SYNC_USER } from './demo-seed.ts';

const NOW = Date.parse('2026-06-15T12:34:56Z');
const opened: Org[] = [];
after(() => opened.forEach((org) => org.close()));

function demoOrg(): Org {
  const org = openOrg({ clock: { now: () => NOW } });
  opened.push(org);
  applySeed(org, 'demo', noSink);
  return org;
}

// The processor's seconds: those of the clock tell how busy the machine is.
const before = process.cpuUsage();
const org = demoOrg();
const { user, system } = process.cpuUsage(before);
const seconds = (user + system) / 1e6;

const count = (soql: string) =>
  org.query(systemCaller, soql, { includeDeleted: true, batchSize: 2000 }).totalSize;

describe('the demo company', () => {
  test('has the promised numbers of everything and is there in seconds', () => {
    const expected = {
      Account: 2000,
      Contact: 10_000,
      Lead: 5000,
      Opportunity: 4000,
      Campaign: 20,
      User: 26,
      CurrencyType: 3,
    };
    for (const [object, number] of Object.entries(expected))
      assert.equal(org.countRows(object), number, object);
    assert.equal(org.countRows('Task') + org.countRows('Event'), 20_000);
    assert.ok(org.countRows('Subscription__c') > 500 && org.countRows('Site_Visit__c') > 500);
    assert.ok(seconds < 15, `took ${seconds.toFixed(1)} s; about 2 s on an idle machine`);
  });

  test('is the same company every time', () => {
    const again = demoOrg();
    for (const soql of [
      'SELECT FIELDS(ALL) FROM Account ORDER BY Id LIMIT 200',
      'SELECT FIELDS(ALL) FROM OpportunityHistory ORDER BY Id DESC LIMIT 200',
      'SELECT FIELDS(ALL) FROM Task ORDER BY Id DESC LIMIT 200',
    ]) {
      assert.deepEqual(queryRows(again, soql), queryRows(org, soql));
    }
  });

  test('has no row from the future, and none changed before it was made', () => {
    const now = new Date(NOW).toISOString();
    for (const { name, fields, queryable } of org.objects()) {
      if (
        !queryable ||
        !fields.some((field) => field.name === 'SystemModstamp') ||
        name.endsWith('Definition')
      )
        continue;
      assert.equal(count(`SELECT COUNT() FROM ${name} WHERE SystemModstamp > ${now}`), 0, name);
      if (!['CreatedDate', 'LastModifiedDate'].every((audit) => fields.some((field) => field.name === audit)))
        continue;
      const late = queryRows(
        org,
        `SELECT CreatedDate, LastModifiedDate FROM ${name} ORDER BY CreatedDate DESC LIMIT 2000`,
      );
      assert.deepEqual(
        late.filter((row) => String(row['CreatedDate']) > String(row['LastModifiedDate'])),
        [],
        name,
      );
    }
  });

  test('keeps within the lengths and picklists that its schema declares', () => {
    for (const object of [
      'Account',
      'Contact',
      'Lead',
      'Opportunity',
      'Task',
      'Event',
      'Campaign',
      'CampaignMember',
      'Subscription__c',
      'Site_Visit__c',
      'Case',
    ]) {
      const fields = org.object(object)?.fields ?? [];
      for (const row of queryRows(org, `SELECT FIELDS(ALL) FROM ${object} ORDER BY Id DESC LIMIT 200`)) {
        for (const field of fields) {
          const value = row[field.name];
          if (typeof value !== 'string') continue;
          if (field.length > 0) assert.ok(value.length <= field.length, `${object}.${field.name}: ${value}`);
          if (field.restrictedPicklist)
            assert.ok(
              field.picklistValues.some((entry) => entry.value === value),
              `${object}.${field.name}: ${value}`,
            );
        }
      }
    }
  });

  test('has references that all lead somewhere', () => {
    for (const { name, fields, queryable } of org.objects()) {
      // Rows of these are computed for whoever asks.
      if (!queryable || name.endsWith('Definition') || /^User\w+Access$/.test(name)) continue;
      for (const field of fields) {
        if (field.type !== 'reference') continue;
        const targets = field.referenceTo.filter((target) => org.object(target)?.queryable === true);
        if (targets.length === 0 || targets.length !== field.referenceTo.length) continue;
        const dangling = targets
          .map((target) => `${field.name} NOT IN (SELECT Id FROM ${target})`)
          .join(' AND ');
        assert.equal(
          count(`SELECT COUNT() FROM ${name} WHERE ${field.name} != null AND ${dangling}`),
          0,
          `${name}.${field.name}`,
        );
      }
    }
  });

  test('tells each opportunity’s life in history whose last line is its present state', () => {
    const opportunities = queryRows(
      org,
      'SELECT Id, StageName, Amount, CloseDate, Probability FROM Opportunity ORDER BY Id LIMIT 300',
    );
    for (const { Id, ...present } of opportunities) {
      const [last] = queryRows(
        org,
        `SELECT StageName, Amount, CloseDate, Probability FROM OpportunityHistory WHERE OpportunityId = '${String(Id)}' ORDER BY Id DESC LIMIT 1`,
      );
      assert.deepEqual(last, present);
    }
    const [oldest] = queryRows(org, 'SELECT MIN(CreatedDate) oldest FROM OpportunityHistory');
    assert.ok(Date.parse(String(oldest?.['oldest'])) < NOW - 600 * 86_400_000);
  });

  test('writes to people at their company’s own domain', () => {
    for (const row of queryRows(
      org,
      'SELECT Email, Account.Website FROM Contact ORDER BY Id DESC LIMIT 100',
    )) {
      const website = (row['Account'] as { Website: string }).Website;
      assert.equal(`https://www.${String(row['Email']).split('@')[1]}`, website);
    }
  });

  test('names people by the parts of their names, as a save would', () => {
    for (const object of ['Lead', 'Contact']) {
      const rows = queryRows(org, `SELECT FirstName, LastName, Name FROM ${object}`);
      assert.ok(rows.length > 0);
      for (const row of rows) {
        const parts = [row['FirstName'], row['LastName']].filter((part) => typeof part === 'string');
        assert.equal(row['Name'], parts.join(' '));
      }
    }
  });

  test('has text that breaks careless readers: lines, quotes, emoji, other scripts', () => {
    const texts = queryRows(org, 'SELECT Description FROM Task ORDER BY Id LIMIT 2000').map((row) =>
      String(row['Description']),
    );
    for (const needle of ['\n', '\r\n', '"', '🎉', '担当者', '\\Projects', '–']) {
      assert.ok(
        texts.some((text) => text.includes(needle)),
        JSON.stringify(needle),
      );
    }
  });

  test('lets the sync user read every object that is kept in sync, and nothing of setup be changed', () => {
    const [user] = queryRows(
      org,
      `SELECT Id, Profile.Name, Profile.UserLicense.Name FROM User WHERE Username = '${DEMO_SYNC_USER}'`,
    );
    const userId = String(user?.['Id']);
    for (const object of [
      'Account',
      'Contact',
      'Lead',
      'Opportunity',
      'OpportunityHistory',
      'OpportunityFieldHistory',
      'Campaign',
      'CampaignMember',
      'Task',
      'Event',
      'Subscription__c',
      'Site_Visit__c',
      'User',
    ]) {
      const access = org.access(userId, object);
      assert.ok(access.read, object);
      for (const field of org.object(object)?.fields ?? [])
        assert.ok(access.canReadField(field.name), `${object}.${field.name}`);
    }
    assert.equal(org.hasPermission(userId, 'ApiEnabled'), true);
    assert.equal(org.hasPermission(userId, 'ModifyAllData'), false);
    assert.equal(org.access(userId, 'PermissionSet').edit, false);
  });

  test('has two people who left and still own records', () => {
    assert.equal(count('SELECT COUNT() FROM User WHERE IsActive = false'), 2);
    assert.ok(count('SELECT COUNT() FROM Account WHERE Owner.IsActive = false') > 20);
  });
});
