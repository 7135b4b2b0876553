import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ConfigurationPlan } from '@sync-user/contract';
import { isApiError } from '@sync-user/sdk';
import { startSimulator } from '@sync-user/simulator';
import { OrgControl } from '../support/org-control.ts';
import { orgSeed, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { TestWorkspace } from '../support/test-workspace.ts';
import { until } from '../support/until.ts';

interface Seed {
  readonly organization: object;
  readonly objects: readonly { readonly name: string; readonly fields: readonly object[] }[];
  readonly generate: Readonly<Record<string, { readonly rows: number; readonly fields: object }>>;
}

/** The same company twice: what production has of widgets and record types is a little behind its sandbox. */
function seedOf(options: {
  readonly isSandbox: boolean;
  readonly widgetFields: readonly object[];
  readonly kinds: readonly string[];
  readonly recordTypes: readonly string[];
}): object {
  const seed = orgSeed({ accounts: 12, contacts: 8, widgets: 20 }) as Seed;
  const [widget] = seed.objects;
  assert.ok(widget);
  const kind = { name: 'Kind__c', type: 'picklist', values: options.kinds };
  const widgets = seed.generate['Widget__c'];
  return {
    ...seed,
    organization: { ...seed.organization, isSandbox: options.isSandbox },
    objects: [{ ...widget, fields: [...widget.fields, kind, ...options.widgetFields] }],
    recordTypes: options.recordTypes.map((name) => ({ object: 'Account', developerName: name, label: name })),
    generate: {
      ...seed.generate,
      Widget__c: { ...widgets, fields: { ...widgets?.fields, Kind__c: { oneOf: ['Big', 'Small'] } } },
    },
  };
}

const rig = await startRig({
  seed: seedOf({
    isSandbox: true,
    kinds: ['Big', 'Small', 'Vintage'],
    widgetFields: [
      { name: 'Region__c', type: 'text', length: 40 },
      { name: 'Score__c', type: 'number', precision: 10, scale: 0 },
    ],
    recordTypes: ['Partner', 'Customer'],
  }),
});
const simulator = await startSimulator({
  seed: seedOf({
    isSandbox: false,
    kinds: ['Big', 'Small'],
    widgetFields: [{ name: 'Score__c', type: 'text', length: 10 }],
    recordTypes: ['Customer'],
  }),
});
after(() => simulator.close());
const { api } = rig;
const org = new OrgControl(simulator.baseUrl);
await org.send('POST', '/bulk', { pace: 'immediately' });

const sandbox = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
const production = new TestWorkspace(
  api,
  await api.createWorkspace({ slug: 'production', name: 'Production', pollIntervalSeconds: 1800 }),
);
await api.connect({ workspace: production.slug, loginUrl: simulator.baseUrl, ...SYNC_APP });
const FROM = { workspace: sandbox.slug };
const TO = { workspace: production.slug };

const refusedAt = (plan: ConfigurationPlan): string[] =>
  plan.problems
    .filter(({ severity }) => severity === 'refused')
    .map(({ path }) => path)
    .toSorted();

test('what is set in a sandbox is a file without ids and secrets, and the same settings make the same file', async () => {
  await api.setRowFilter({
    ...FROM,
    object: 'Account',
    filter: "RecordType.DeveloperName = 'Partner' OR Name != null",
  });
  await api.setRowFilter({ ...FROM, object: 'Widget__c', filter: "Kind__c IN ('Big', 'Vintage')" });
  await api.changeFields({ ...FROM, object: 'Account', private: ['Phone'], remove: ['Fax'] });
  await api.changeObject({ ...FROM, object: 'Widget__c', mode: 'poll', intervalSeconds: 600 });
  await api.changeFieldSettings({ ...FROM, policy: 'ask' });
  await api.switchEvents({ ...FROM, enabled: false });
  await api.changeNoticeSettings({
    ...FROM,
    emails: ['ops@acme.example'],
    webhookUrl: 'https://hooks.example.com/its-path-is-a-password',
  });
  const { text, objects, fileName } = await api.exportConfiguration(FROM);
  assert.deepEqual([objects, fileName], [2, `${sandbox.slug}.sync-user.yaml`]);
  assert.match(text, /^format: sync-user-configuration\nversion: 1$/m);
  assert.match(text, /^ {2}Widget__c:\n {4}mode: poll\n {4}intervalSeconds: 600\n {4}rowFilter: /m);
  assert.match(text, /^ {6}Region__c: string$/m);
  assert.match(text, /^ {4}private:\n {6}- Phone$/m);
  assert.match(text, /newFields: ask\n {2}changeEvents: false/);
  assert.match(text, /^ {4}recordTypes: \[ Customer, Partner \]$/m);
  assert.match(text, /^ {6}Kind__c: \[ Big, Small, Vintage \]$/m);
  assert.doesNotMatch(text, /hooks|password|whsec|Fax/i);
  assert.doesNotMatch(text, /\b[0-9a-zA-Z]{3}0[0-9a-zA-Z]{14}\b|[0-9a-f]{8}-[0-9a-f]{4}/, 'no ids');
  assert.equal((await api.exportConfiguration(FROM)).text, text);
  const same = await api.planConfiguration({ ...FROM, file: text, exact: true });
  assert.deepEqual([same.changes, same.problems, same.loads], [[], [], []]);
});

test('a dry run tells what production lacks by its developer name, and nothing of the file is applied', async () => {
  const { text: file } = await api.exportConfiguration(FROM);
  const plan = await api.planConfiguration({ ...TO, file });
  assert.deepEqual(refusedAt(plan), [
    'objects.Account.rowFilter',
    'objects.Widget__c.fields.Region__c',
    'objects.Widget__c.fields.Score__c',
    'objects.Widget__c.rowFilter',
  ]);
  assert.equal(plan.canApply, false);
  const warned = plan.problems.filter(({ severity }) => severity === 'warning');
  assert.deepEqual(
    warned.map(({ path, message }) => [path, message]),
    [
      ['objects.Account.recordTypes', 'This org has no active record type “Partner” of Account.'],
      [
        'objects.Widget__c.picklists.Kind__c',
        'The picklist Widget__c.Kind__c has no active value “Vintage” in this org.',
      ],
    ],
  );
  const at = new Map(plan.problems.map((problem) => [problem.path, problem]));
  assert.match(at.get('objects.Account.rowFilter')?.message ?? '', /“Partner”/);
  assert.match(at.get('objects.Widget__c.rowFilter')?.message ?? '', /“Vintage”/);
  assert.match(
    at.get('objects.Widget__c.fields.Score__c')?.message ?? '',
    /string here and double in the file/,
  );
  for (const { path, line, fix } of plan.problems) {
    const name = path.split('.').at(-1) ?? '';
    assert.match(
      file.split('\n')[(line ?? 0) - 1] ?? '',
      new RegExp(`^\\s*${name}:`),
      `${path} stands in its line`,
    );
    assert.notEqual(fix, '');
  }
  await assert.rejects(api.applyConfiguration({ ...TO, file }), (error) =>
    isApiError(error, 'CONFIGURATION_REFUSED'),
  );
  assert.deepEqual((await api.listObjects(TO)).objects, []);
  assert.equal((await api.readFieldSettings(TO)).policy, 'add');
  assert.deepEqual((await api.listConfigurationSnapshots(TO)).snapshots, []);
});

test('once production has what the file names, it is applied as a whole, and can be gone back on', async () => {
  const exported = (await api.exportConfiguration(FROM)).text;
  await production.select('Account', 'Contact');
  await production.untilLive();
  const { text: before } = await api.exportConfiguration(TO);
  const accounts = (await production.object('Account')).rows;
  assert.equal(accounts, 12);

  await org.send('POST', '/objects/Widget__c/fields', { name: 'Region__c', type: 'text', length: 40 });
  await org.access(SYNC_USER, 'Widget__c', 'read', 'Region__c');
  const file = exported
    .replace('Score__c: double', 'Score__c: string')
    .replace("'Partner'", "'Customer'")
    .replace("'Vintage'", "'Small'");
  const plan = await api.planConfiguration({ ...TO, file });
  assert.deepEqual(
    [plan.canApply, refusedAt(plan)],
    [true, []],
    'what is only lacking to readers is no reason',
  );
  assert.deepEqual([plan.from?.sandbox, plan.to.sandbox], [true, false]);
  assert.deepEqual(plan.onlyHere, ['Contact']);
  const lines = plan.changes.map(
    ({ kind, object, name, after }) => `${kind} ${object ?? '–'} ${name} ${after}`,
  );
  for (const line of [
    'change – New fields ask',
    'change – Change events no',
    'change – Email addresses ops@acme.example',
    'add Account Phone private',
    "add Account Row filter RecordType.DeveloperName = 'Customer' OR Name != null",
    'add Widget__c Widget__c 17 fields',
    'add Widget__c Region__c string',
    'change Widget__c Mode poll',
    'change Widget__c Interval 600 s',
  ])
    assert.ok(lines.includes(line), `${line} is not among ${lines.join('\n')}`);
  assert.ok(!lines.some((line) => line.startsWith('remove')), 'Fax stays, as the file is not taken exactly');
  assert.deepEqual(
    plan.loads.map(({ object, kind, rows }) => [object, kind, rows]),
    [
      ['Account', 'rows', 12],
      ['Widget__c', 'first_load', 20],
    ],
  );
  assert.ok(plan.callsOnce > 0 && plan.forecast !== null);
  assert.ok(plan.forecast.after.calls > plan.forecast.before.calls);

  await assert.rejects(api.applyConfiguration({ ...TO, file, version: 'that of yesterday' }), (error) =>
    isApiError(error, 'API_CONFLICT'),
  );
  const { applied, snapshot } = await api.applyConfiguration({ ...TO, file, version: plan.version });
  assert.ok(applied && snapshot !== null);
  await production.untilLive();
  assert.equal((await production.object('Widget__c')).rows, 20);
  assert.equal((await api.readEvents(TO)).enabled, false);
  assert.deepEqual((await api.planConfiguration({ ...TO, file })).changes, [], 'now it is as the file says');
  const columns = async (table: string): Promise<string[]> => {
    const rows = await rig.query<{ column_name: string }>(
      'select column_name from information_schema.columns where table_schema = $1 and table_name = $2',
      [production.schema, table],
    );
    return rows.map(({ column_name }) => column_name);
  };
  assert.ok(!(await columns('account')).includes('phone'), 'what is private has no column');
  assert.ok((await columns('account')).includes('fax'));

  const asked = await api.rollBackConfiguration({ ...TO, checkOnly: true });
  assert.deepEqual([asked.applied, asked.plan.exact, asked.snapshot?.id], [false, true, snapshot.id]);
  assert.ok(asked.plan.changes.some(({ kind, name }) => kind === 'remove' && name === 'Widget__c'));
  assert.equal((await production.object('Widget__c')).rows, 20, 'asking changed nothing');
  const back = await api.rollBackConfiguration(TO);
  assert.ok(back.applied && back.snapshot?.rolledBackAt !== null);
  assert.equal((await api.exportConfiguration(TO)).text, before, 'every setting is as it was');
  assert.deepEqual(await columns('widget__c'), []);
  await production.untilLive();
  await until(
    async () => {
      // The last of it comes with a poll.
      await api.pollNow(TO);
      const { backfill } = await api.listFields({ ...TO, object: 'Account' });
      return backfill?.phase === 'done' && backfill.fields.includes('Phone');
    },
    { what: 'the values of Phone are back' },
  );
  await assert.rejects(api.rollBackConfiguration(TO), (error) => isApiError(error, 'API_NOT_FOUND'));
  const { entries } = await api.listAudit({ ...TO, action: 'configuration.' });
  assert.deepEqual(
    entries.map(({ action, details }) => [action, details['snapshot']]),
    [
      ['configuration.rolled_back', snapshot.id],
      ['configuration.applied', snapshot.id],
    ],
  );
});

test('users are found by name and ids of the other org are refused, each with what to write instead', async () => {
  const { text } = await api.exportConfiguration(TO);
  const planWith = async (filter: string) => {
    const file = text.replace(
      /^ {2}Account:\n {4}mode: auto$/m,
      `$&\n    rowFilter: ${JSON.stringify(filter)}`,
    );
    const { problems } = await api.planConfiguration({ ...TO, file });
    return problems.map(({ severity, message, fix }) => `${severity}: ${message} ${fix}`);
  };
  const foreign = '0055g00000XyZabAAF';
  const [unknown] = await planWith(`OwnerId = '${foreign}'`);
  assert.match(unknown ?? '', /^refused: .*0055g00000XyZab.*does not have.*Owner\.Username = /);
  const rows = await rig.query<{ ownerid: string }>(
    `select ownerid from ${production.schema}.account limit 1`,
  );
  const [own] = await planWith(`OwnerId = '${rows[0]?.ownerid}'`);
  assert.match(own ?? '', /^warning: .*another may not.*Owner\.Username = /);
  const [sandboxName] = await planWith(`Owner.Username IN ('${SYNC_USER}', '${SYNC_USER}.staging')`);
  assert.match(sandboxName ?? '', /^refused: .*staging.*In this org it is “sync@acme\.example”/);
  assert.deepEqual(await planWith(`Owner.Username = '${SYNC_USER}'`), []);
  const [recordType] = await planWith("RecordTypeId = '0125g000001AbcdAAC'");
  assert.match(recordType ?? '', /^refused: .*RecordType\.DeveloperName = /);
  const [broken] = await planWith('Nothing__c = 1');
  assert.match(broken ?? '', /^refused: Salesforce refuses the row filter/);
  const [half] = await planWith("Name = 'x");
  assert.match(half ?? '', /^refused: .*a text is not closed/);
});

test('what cannot be done to one object undoes the whole', async () => {
  const { text: before } = await api.exportConfiguration(TO);
  const { schema } = production;
  await rig.query(`create view ${schema}.by_phone as select phone from ${schema}.account`);
  const file = before
    .replace('newFields: add', 'newFields: ask')
    .replace(
      /^ {2}Account:[\s\S]*?(?=^ {2}Contact)/m,
      (account) => account.replace(/^ {6}Phone: phone\n/m, '').trimEnd() + '\n    private:\n      - Phone\n',
    )
    .concat('  Widget__c:\n    fields:\n      Name: string\n');
  const plan = await api.planConfiguration({ ...TO, file });
  assert.deepEqual([plan.canApply, plan.loads.map(({ object }) => object)], [true, ['Widget__c']]);
  await assert.rejects(
    api.applyConfiguration({ ...TO, file }),
    (error) => isApiError(error, 'API_CONFLICT') && /by_phone/.test(error.message),
  );
  assert.equal((await api.exportConfiguration(TO)).text, before);
  const { rows } = (
    await rig.query<{ rows: number }>(
      `select count(*)::int as rows from information_schema.tables where table_schema = $1 and table_name = 'widget__c'`,
      [schema],
    )
  )[0] ?? { rows: -1 };
  assert.equal(rows, 0);
  assert.equal((await api.listConfigurationSnapshots(TO)).snapshots.length, 1, 'only the one from before');

  await rig.query(`drop view ${schema}.by_phone`);
  const both = await Promise.allSettled([
    api.applyConfiguration({ ...TO, file }),
    api.applyConfiguration({ ...TO, file }),
  ]);
  const changed = both.filter((one) => one.status === 'fulfilled' && one.value.applied);
  assert.equal(changed.length, 1, 'of two at once one changes something');
  await api.rollBackConfiguration(TO);
  assert.equal((await api.exportConfiguration(TO)).text, before);
});

test('a file with mistakes is refused line by line', async () => {
  const errorsOf = async (file: string): Promise<string[]> => {
    const error = await api.planConfiguration({ ...TO, file }).then(
      () => assert.fail('it was taken'),
      (refusal: unknown) => refusal,
    );
    assert.ok(isApiError(error, 'API_INVALID_REQUEST'), String(error));
    return error.errors.map(({ path, message }) => `${path} ${message}`);
  };
  const head = 'format: sync-user-configuration\nversion: 1\n';
  for (const [file, ...expected] of [
    ['hello', /^ .*must be a mapping/],
    ['format: something\nversion: 1\n', /^format .*no configuration file/],
    ['format: sync-user-configuration\nversion: 2\n', /^version .*reads version 1.*says 2/],
    [`${head}objekts: {}\n`, /^line 3: objekts This key is unknown/],
    [
      `${head}objects:\n  Account:\n    mode: often\n    interval: 5\n    fields: {}\n`,
      /^line 5: objects\.Account\.mode /,
      /^line 7: objects\.Account\.fields Name at least one/,
      /^line 6: objects\.Account\.interval This key is unknown/,
    ],
    [
      `${head}objects:\n  Account: {fields: {Name: string}}\n  Account: {fields: {Id: id}}\n`,
      /^line 5 .*unique/,
    ],
    [`${head}objects:\n  "Account; drop": {fields: {Name: string}}\n`, /^line 4: .*no API name/],
    [`${head}workspace:\n  apiSharePercent: 400\n`, /^line 4: workspace\.apiSharePercent /],
    [`${head}a: &a [1]\nb: *a\n`, /Aliases/],
    [`${head}objects: [\n`, /^line \d+ /],
  ] as const) {
    const errors = await errorsOf(file);
    for (const [index, pattern] of expected.entries())
      assert.match(errors[index] ?? '', pattern, errors.join('\n'));
    assert.equal(errors.length, expected.length, errors.join('\n'));
  }
});
