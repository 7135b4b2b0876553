import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, setClock, TEST_SEED } from '../../testing/test-org.ts';
import type { TestOrg } from '../../testing/test-org.ts';

type Values = Record<string, unknown>;

/** The records without their attributes. */
async function rows(org: TestOrg, soql: string): Promise<Values[]> {
  const { status, body } = await org.admin.query(soql);
  assert.equal(status, 200, `${soql}: ${JSON.stringify(body)}`);
  return body.records.map(({ attributes: _attributes, ...values }: Values) => values);
}

async function names(org: TestOrg, soql: string): Promise<unknown[]> {
  return (await rows(org, soql)).map((row) => row['Name']);
}

async function refusal(org: TestOrg, soql: string): Promise<{ code: string; message: string }> {
  const { status, body } = await org.admin.query(soql);
  assert.equal(status, 400, `${soql}: ${JSON.stringify(body)}`);
  return { code: body[0].errorCode, message: body[0].message };
}

async function openWithDeals(): Promise<TestOrg> {
  const org = await openTestOrg();
  for (const [Name, StageName, Amount] of [
    ['One', 'Prospecting', 10],
    ['Two', 'Prospecting', 30],
    ['One', 'Closed Won', 5],
  ] as const) {
    await create(org.admin, 'Opportunity', { Name, StageName, Amount, CloseDate: '2026-05-13' });
  }
  return org;
}

behaviour(
  'GROUP BY ROLLUP adds subtotals and a grand total, CUBE one for every combination; GROUPING tells them apart',
  { documented: 'SOQL and SOSL Reference, "GROUP BY ROLLUP", "GROUP BY CUBE", "GROUPING(fieldName)"' },
  async () => {
    await using org = await openWithDeals();
    const select =
      'SELECT StageName, Name, GROUPING(StageName) gs, GROUPING(Name) gn, SUM(Amount) s FROM Opportunity';
    const flat = (list: Values[]): string[] => list.map((row) => Object.values(row).join('|'));
    assert.deepEqual(flat(await rows(org, `${select} GROUP BY ROLLUP(StageName, Name)`)), [
      'Closed Won|One|0|0|5',
      'Closed Won||0|1|5',
      'Prospecting|One|0|0|10',
      'Prospecting|Two|0|0|30',
      'Prospecting||0|1|40',
      '||1|1|45',
    ]);
    const cube = flat(await rows(org, `${select} GROUP BY CUBE(StageName, Name)`));
    assert.equal(cube.length, 8);
    assert.ok(cube.includes('|One|1|0|15') && cube.includes('|Two|1|0|30'));
    const kept = await rows(
      org,
      'SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY ROLLUP(StageName) HAVING COUNT(Id) > 1 ORDER BY COUNT(Id) DESC',
    );
    assert.deepEqual(kept, [
      { StageName: null, n: 3 },
      { StageName: 'Prospecting', n: 2 },
    ]);
    const none = await rows(
      org,
      "SELECT StageName, COUNT(Id) n FROM Opportunity WHERE Name = 'x' GROUP BY ROLLUP(StageName)",
    );
    assert.deepEqual(none, []);
  },
  { covers: 'soql.aggregates' },
);

behaviour(
  'aggregates: COUNT(), COUNT_DISTINCT, alias rules, HAVING',
  { documented: 'SOQL and SOSL Reference, "Aggregate Functions", "GROUP BY and Aliases"; facts 2.6' },
  async () => {
    await using org = await openWithDeals();
    const count = await org.admin.query('SELECT COUNT() FROM Opportunity');
    assert.deepEqual(count.body, { totalSize: 3, done: true, records: [] });
    const [all] = await rows(
      org,
      'SELECT COUNT(Id), COUNT_DISTINCT(Name) names, MIN(Amount), MAX(Amount) most FROM Opportunity',
    );
    assert.deepEqual(all, { expr0: 3, names: 2, expr1: 5, most: 30 });
    const grouped = await rows(
      org,
      'SELECT Name n, SUM(Amount) FROM Opportunity GROUP BY Name HAVING SUM(Amount) > 20',
    );
    assert.deepEqual(grouped, [{ n: 'Two', expr0: 30 }]);
    assert.match(
      (await refusal(org, 'SELECT Name n FROM Account')).message,
      /only aggregate expressions use field aliasing/,
    );
    const inner = await refusal(org, 'SELECT Id, (SELECT COUNT() FROM Contacts) FROM Account');
    assert.match(inner.message, /Only root queries support aggregate expressions/);
  },
  { covers: 'soql.aggregates' },
);

behaviour(
  'paths may start with the object, its alias, or an alias of a parent in FROM',
  {
    verified: 'client-quirks "SOQL/REST": object-prefixed fields; SOQL and SOSL Reference, "Alias Notation"',
  },
  async () => {
    await using org = await openTestOrg();
    const AccountId = await create(org.admin, 'Account', { Name: 'Acme' });
    await create(org.admin, 'Contact', { LastName: 'Rossi', AccountId });
    const prefixed = await rows(org, 'SELECT Contact.LastName, Contact.Account.Name FROM Contact');
    assert.deepEqual(
      [prefixed[0]?.['LastName'], (prefixed[0]?.['Account'] as Values | undefined)?.['Name']],
      ['Rossi', 'Acme'],
    );
    const aliased = await rows(
      org,
      "SELECT c.LastName, a.Name, u.Username FROM Contact c, c.Account a, a.Owner u WHERE a.Name = 'Acme'",
    );
    const account = aliased[0]?.['Account'] as { Name: string; Owner: Values };
    assert.deepEqual([account.Name, account.Owner['Username']], ['Acme', 'admin@test.example']);
    const counted = await rows(org, 'SELECT COUNT(Contact.Id) x_sf_count FROM Contact');
    assert.deepEqual(counted, [{ x_sf_count: 1 }]);
  },
  { covers: ['soql.paths', 'clients.quirks'] },
);

behaviour(
  'polymorphic parents: Name fields, Type, TYPEOF with fields of grandparents',
  {
    documented:
      'SOQL and SOSL Reference, "Understanding Relationship Fields and Polymorphic Fields", "TYPEOF"',
  },
  async () => {
    await using org = await openTestOrg();
    const WhatId = await create(org.admin, 'Account', { Name: 'Acme', Industry: 'Energy' });
    await create(org.admin, 'Task', { Subject: 'Call', WhatId });
    await create(org.admin, 'Task', { Subject: 'Think' });
    const found = await rows(
      org,
      "SELECT Subject, What.Name, What.Type FROM Task WHERE What.Type = 'Account'",
    );
    const what = found[0]?.['What'] as Values;
    assert.deepEqual([found.length, what['Name'], what['Type']], [1, 'Acme', 'Account']);
    const typed = await rows(
      org,
      'SELECT TYPEOF What WHEN Account THEN Industry, Owner.Name WHEN Opportunity THEN Amount ELSE Name END FROM Task ORDER BY Subject',
    );
    const account = typed[0]?.['What'] as { attributes: Values; Industry: string; Owner: Values };
    assert.deepEqual(
      [account.attributes['type'], account.Industry, account.Owner['Name']],
      ['Account', 'Energy', 'Ada Admin'],
    );
    assert.equal(typed[1]?.['What'], null);
    const unknown = await refusal(org, 'SELECT TYPEOF What WHEN Account THEN Nope END FROM Task');
    assert.deepEqual(
      [unknown.code, /No such column 'Nope' on entity 'Account'/.test(unknown.message)],
      ['INVALID_FIELD', true],
    );
    assert.match((await refusal(org, 'SELECT What.AnnualRevenue FROM Task')).message, /on entity 'Name'/);
  },
  { covers: 'soql.paths' },
);

behaviour(
  'children nest to five levels from v58.0, and one before',
  { documented: 'SOQL and SOSL Reference, "Relationship Query Limitations"; facts 5.1' },
  async () => {
    await using org = await openTestOrg();
    const AccountId = await create(org.admin, 'Account', { Name: 'Acme' });
    const ContactId = await create(org.admin, 'Contact', { LastName: 'Rossi', AccountId });
    await create(org.admin, 'Case', { Subject: 'Help', ContactId });
    const soql = 'SELECT Name, (SELECT LastName, (SELECT Subject FROM Cases) FROM Contacts) FROM Account';
    const { body } = await org.admin.query(soql);
    assert.equal(body.records[0].Contacts.records[0].Cases.records[0].Subject, 'Help');
    const old = await org.admin.get(`/services/data/v57.0/query?q=${encodeURIComponent(soql)}`);
    assert.equal(old.body[0].errorCode, 'MALFORMED_QUERY');
    assert.match(old.body[0].message, /aggregate relationships more than 1 level away from the root entity/);
  },
  { covers: 'soql.paths' },
);

behaviour(
  'semi-joins and anti-joins, and where they may not stand',
  { documented: 'SOQL and SOSL Reference, "Semi-Joins with IN and Anti-Joins with NOT IN"' },
  async () => {
    await using org = await openTestOrg();
    const AccountId = await create(org.admin, 'Account', { Name: 'With' });
    await create(org.admin, 'Account', { Name: 'Without' });
    await create(org.admin, 'Contact', { LastName: 'Rossi', AccountId });
    const inner = "(SELECT AccountId FROM Contact WHERE LastName LIKE 'ro%')";
    assert.deepEqual(await names(org, `SELECT Name FROM Account WHERE Id IN ${inner}`), ['With']);
    assert.deepEqual(await names(org, `SELECT Name FROM Account WHERE Id NOT IN ${inner}`), ['Without']);
    for (const [where, message] of [
      [`Id IN ${inner} OR Name = 'x'`, /not allowed with the 'OR' operator/],
      [`NOT (Id IN ${inner})`, /only allowed at the top level WHERE/],
      [
        `Id IN (SELECT AccountId FROM Contact WHERE AccountId IN ${inner})`,
        /only allowed at the top level WHERE/,
      ],
      [`Id IN ${inner} AND Id IN ${inner} AND Id IN ${inner}`, /Maximum 2 semi join sub-selects are allowed/],
      ['Id IN (SELECT Id FROM Account)', /should not be on the same object type/],
      ['Id IN (SELECT OwnerId FROM Contact)', /should point to the same object type/],
      ['Id IN (SELECT AccountId FROM Contact LIMIT 1)', /expecting a right parentheses, found 'LIMIT'/],
    ] as const) {
      const error = await refusal(org, `SELECT Name FROM Account WHERE ${where}`);
      assert.equal(error.code, 'MALFORMED_QUERY');
      assert.match(error.message, message);
    }
  },
  { covers: ['soql.conditions', 'soql.errors'] },
);

behaviour(
  'text compares and sorts without case, beyond ASCII too; nulls come first unless told',
  { documented: 'SOQL and SOSL Reference, "ORDER BY": case-insensitive, by UTF-8 in upper case' },
  async () => {
    await using org = await openTestOrg();
    for (const Name of ['élan', 'zeta', 'Élan Vital', 'alpha', '_under', 'Beta'])
      await create(org.admin, 'Account', { Name, ...(Name === 'zeta' ? {} : { Site: 'x' }) });
    assert.deepEqual(await names(org, 'SELECT Name FROM Account ORDER BY Name'), [
      'alpha',
      'Beta',
      'zeta',
      '_under',
      'élan',
      'Élan Vital',
    ]);
    assert.deepEqual(await names(org, "SELECT Name FROM Account WHERE Name = 'ÉLAN'"), ['élan']);
    assert.deepEqual(await names(org, "SELECT Name FROM Account WHERE Name LIKE 'éLAN%' ORDER BY Name"), [
      'élan',
      'Élan Vital',
    ]);
    assert.deepEqual(await names(org, "SELECT Name FROM Account WHERE Name >= 'ÉLAN' ORDER BY Name"), [
      'élan',
      'Élan Vital',
    ]);
    const bySite = await names(org, 'SELECT Name FROM Account ORDER BY Site, Name LIMIT 1');
    assert.deepEqual(bySite, ['zeta']);
    const last = await names(org, 'SELECT Name FROM Account ORDER BY Site DESC NULLS LAST, Name');
    assert.equal(last.at(-1), 'zeta');
    const page = await names(org, 'SELECT Name FROM Account ORDER BY Name LIMIT 2 OFFSET 1');
    assert.deepEqual(page, ['Beta', 'zeta']);
    assert.equal(
      (await refusal(org, 'SELECT Id FROM Account LIMIT 1 OFFSET 2001')).code,
      'NUMBER_OUTSIDE_VALID_RANGE',
    );
  },
  { covers: 'soql.conditions' },
);

behaviour(
  "date literals mean the user's days, clock changes included",
  { documented: 'SOQL and SOSL Reference, "Date Formats and Date Literals in WHERE"; "convertTimezone()"' },
  async () => {
    const users = TEST_SEED.users.map((user) => ({ ...user, timeZone: 'Europe/Rome' }));
    await using org = await openTestOrg({ seed: { ...TEST_SEED, users } });
    // Rome leaves winter time on 28 March 2027 at 02:00: that day has 23 hours.
    for (const [Name, at] of [
      ['before', '2027-03-27T22:59:59Z'],
      ['first second', '2027-03-27T23:00:00Z'],
      ['last second', '2027-03-28T21:59:59Z'],
      ['after', '2027-03-28T22:00:00Z'],
    ] as const) {
      await setClock(org, at);
      await create(org.admin, 'Account', { Name });
    }
    await setClock(org, '2027-03-28T12:00:00Z');
    const where = (condition: string): Promise<unknown[]> =>
      names(org, `SELECT Name FROM Account WHERE ${condition} ORDER BY CreatedDate`);
    assert.deepEqual(await where('CreatedDate = TODAY'), ['first second', 'last second']);
    assert.deepEqual(await where('CreatedDate = YESTERDAY'), ['before']);
    assert.deepEqual(await where('CreatedDate > TODAY'), ['after']);
    assert.deepEqual(await where('CreatedDate = NEXT_N_DAYS:1'), ['after']);
    assert.deepEqual(await where('DAY_ONLY(convertTimezone(CreatedDate)) = 2027-03-29'), ['after']);
    assert.deepEqual(await where('DAY_ONLY(CreatedDate) = 2027-03-28'), ['last second', 'after']);
    const hours = await rows(
      org,
      'SELECT HOUR_IN_DAY(convertTimezone(CreatedDate)) h, COUNT(Id) n FROM Account GROUP BY HOUR_IN_DAY(convertTimezone(CreatedDate)) ORDER BY HOUR_IN_DAY(convertTimezone(CreatedDate))',
    );
    assert.deepEqual(hours, [
      { h: 0, n: 2 },
      { h: 23, n: 2 },
    ]);
  },
  { covers: 'soql.literals' },
);

behaviour(
  'datetimes are read in every form that clients send, and refused in quotes',
  { verified: 'client-quirks "datetime literals seen"; facts 5.1' },
  async () => {
    await using org = await openTestOrg();
    await setClock(org, '2027-03-01T10:00:00Z');
    await create(org.admin, 'Account', { Name: "It's \\ here" });
    for (const literal of [
      '2027-03-01T10:00:00Z',
      '2027-03-01T10:00:00.000Z',
      '2027-03-01T10:00:00+00:00',
      '2027-03-01T10:00:00.000+0000',
      '2027-03-01T11:00:00+01:00',
      '2027-03-01T02:00:00-0800',
    ]) {
      assert.equal(
        (await names(org, `SELECT Name FROM Account WHERE CreatedDate = ${literal}`)).length,
        1,
        literal,
      );
    }
    const quoted = await refusal(org, "SELECT Id FROM Account WHERE CreatedDate > '2027-03-01T10:00:00Z'");
    assert.equal(quoted.code, 'INVALID_FIELD');
    assert.match(quoted.message, /must be of type dateTime and should not be enclosed in quotes/);
    assert.equal((await names(org, "SELECT Name FROM Account WHERE Name = 'It\\'s \\\\ here'")).length, 1);
    const list = await refusal(org, 'SELECT Id FROM Account WHERE Name IN ()');
    assert.match(list.message, /unexpected token: '\)'/);
  },
  { covers: ['soql.literals', 'soql.errors'] },
);

behaviour(
  'words that belong to Apex are refused',
  { documented: "Summer '24 release notes, SOQL: SECURITY_ENFORCED not allowed in this context" },
  async () => {
    await using org = await openTestOrg();
    for (const words of ['WITH SECURITY_ENFORCED', 'WITH USER_MODE', 'ALL ROWS']) {
      const error = await refusal(org, `SELECT Id FROM Account ${words}`);
      assert.deepEqual(
        [error.code, error.message],
        ['MALFORMED_QUERY', `${words.replace('WITH ', '')} not allowed in this context`],
      );
    }
    for (const words of ['FOR VIEW', 'FOR REFERENCE', 'USING SCOPE mine', 'LIMIT 1 FOR UPDATE'])
      await rows(org, `SELECT Id FROM Account ${words}`);
  },
  { covers: 'soql.errors' },
);
