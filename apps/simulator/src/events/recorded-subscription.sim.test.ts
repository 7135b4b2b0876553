import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { compareRecorded, judge, withoutIds } from '../../testing/compare-recorded.ts';
import type { SeenEvent } from '../../testing/event-client.ts';
import { EVENT_SEED, openEventOrg } from '../../testing/event-org.ts';
import type { EventOrg } from '../../testing/event-org.ts';
import { RECORDED_DIFFERENCES } from '../../testing/recorded-differences.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { callSoap } from '../../testing/soap-client.ts';
import { ADMIN, create, REP } from '../../testing/test-org.ts';
import { readBitmaps } from './schema/bitmap.ts';

type Json = Readonly<Record<string, unknown>>;

interface Recording {
  /** Of `responses/subscription/`. */
  readonly file: string;
  readonly title: string;
  readonly object: string;
  /** Whether the recording leaves out what is null, as event relays do. */
  readonly relayed: boolean;
  /** What is there before. */
  readonly prepare?: (org: EventOrg) => Promise<string>;
  readonly change: (org: EventOrg, id: string) => Promise<unknown>;
}

/** A value out of its union: `{string: 'x'}` is `x`, a record's parts the same. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const [[branch, inner] = ['', null]] = Object.entries(value);
  if (!branch.startsWith('com.sforce.eventbus.')) return inner;
  return Object.fromEntries(Object.entries(inner as Json).map(([name, part]) => [name, plain(part)]));
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const told = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(told.map(([name, part]) => [name, withoutNulls(part)]));
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  Name: ['Salutation', 'FirstName', 'LastName'],
  Address: ['Street', 'City', 'State', 'PostalCode', 'Country'],
};

/** `Name.LastName` for `2-0x04`. */
function changedNames({ value, header }: SeenEvent): string[] {
  const fields = Object.keys(value);
  const { top, nested } = readBitmaps(header.changedFields);
  const parts = [...nested].flatMap(([parent, bits]) => {
    const compound = fields[parent] ?? '?';
    const names = PARTS[compound === 'Name' ? 'Name' : 'Address'] ?? [];
    return [...bits].map((bit) => `${compound}.${names[bit] ?? '?'}`);
  });
  return [...[...top].map((bit) => fields[bit] ?? '?'), ...parts];
}

/** As relays show an event: names instead of bitmaps, moments as text, nothing that is null. */
function relayed(event: SeenEvent): Json {
  const told = Object.entries(event.value).map(([name, value]) => [name, plain(value)]);
  const { LastModifiedDate, ChangeEventHeader: _, ...fields } = Object.fromEntries(told);
  const { nulledFields, diffFields, ...header } = event.header;
  assert.ok(nulledFields !== undefined && diffFields !== undefined);
  return withoutNulls({
    ...fields,
    LastModifiedDate: new Date(LastModifiedDate).toISOString(),
    ChangeEventHeader: { ...header, changedFields: changedNames(event) },
  }) as Json;
}

function whole(event: SeenEvent): Json {
  const told = Object.entries(event.value).map(([name, value]) => [name, plain(value)]);
  return { ...Object.fromEntries(told), ChangeEventHeader: event.header };
}

/** Moments, keys and commit numbers are each run's own. */
function comparable(event: Json): unknown {
  const steady = (name: string, value: unknown): unknown => {
    // Beyond what JavaScript counts exactly, it is text here.
    if (name === 'commitNumber') return Number.isNaN(Number(value)) ? value : 'a number';
    if (/^(?:commitTimestamp|\w+Date)$/.test(name) && value !== null) return typeof value;
    return name === 'transactionKey' ? String(value).replaceAll(/[\da-f]/g, '0') : value;
  };
  return withoutIds(JSON.parse(JSON.stringify(event, (name, value: unknown) => steady(name, value))));
}

async function updateBySoap(
  org: EventOrg,
  version: string,
  type: string,
  id: string,
  values: Readonly<Record<string, string | null>>,
): Promise<void> {
  const fields = Object.entries(values).map(([name, value]) =>
    value === null ? `<urn:fieldsToNull>${name}</urn:fieldsToNull>` : `<urn:${name}>${value}</urn:${name}>`,
  );
  const body =
    `<urn:update><urn:sObjects><urn:type>${type}</urn:type>${fields.join('')}` +
    `<urn:Id>${id}</urn:Id></urn:sObjects></urn:update>`;
  await callBySoap(org, version, body);
}

async function callBySoap(org: EventOrg, version: string, body: string): Promise<void> {
  const header = '<urn:CallOptions><urn:client>SfdcInternalAPI/</urn:client></urn:CallOptions>';
  const path = `/services/Soap/u/${version}`;
  const answer = await callSoap(org.baseUrl, body, { session: org.admin.token, header, path });
  assert.match(String(answer.body), /<success>true</);
}

/** The custom fields of the recorded org. */
const CUSTOM: readonly (readonly [string, object])[] = [
  ['CustomerPriority__c', { type: 'picklist', values: ['High', 'Low'] }],
  ['SLA__c', { type: 'picklist', values: ['Gold'] }],
  ['Active__c', { type: 'picklist', values: ['Yes', 'No'] }],
  ['NumberofLocations__c', { type: 'number', precision: 3, scale: 0 }],
  ['UpsellOpportunity__c', { type: 'picklist', values: ['Yes', 'No'] }],
  ['SLASerialNumber__c', { type: 'text', length: 10 }],
  ['SLAExpirationDate__c', { type: 'date' }],
];

const RECORDINGS: readonly Recording[] = [
  {
    file: 'new_account.json',
    title: 'an account that was created',
    object: 'Account',
    relayed: false,
    prepare: async (org) => {
      for (const [name, field] of CUSTOM) {
        await org.admin.control('POST', '/objects/Account/fields', { name, ...field });
      }
      return '';
    },
    change: (org) =>
      callBySoap(
        org,
        '60.0',
        '<urn:create><urn:sObjects><urn:type>Account</urn:type><urn:Name>Acme</urn:Name>' +
          '<urn:Description>Sample account record.</urn:Description></urn:sObjects></urn:create>',
      ),
  },
  {
    file: 'update_contact.json',
    title: 'a contact that was renamed',
    object: 'Contact',
    relayed: true,
    prepare: (org) => create(org.admin, 'Contact', { FirstName: 'Ada', LastName: 'Young' }),
    change: (org, id) => updateBySoap(org, '63.0', 'Contact', id, { LastName: 'Youngest' }),
  },
  {
    file: 'update_contact_compound_address.json',
    title: 'parts of two addresses that were set and emptied',
    object: 'Contact',
    relayed: true,
    prepare: (org) => {
      const other = { OtherCity: 'Ulm', OtherPostalCode: '89073' };
      return create(org.admin, 'Contact', { LastName: 'Young', MailingCity: 'Ulm', ...other });
    },
    change: (org, id) => {
      const changes = { MailingStreet: '1235 wildwood St', MailingCity: null, OtherPostalCode: null };
      return updateBySoap(org, '66.0', 'Contact', id, changes);
    },
  },
  {
    file: 'update_lead_compound_address.json',
    title: 'parts of an address that were emptied',
    object: 'Lead',
    relayed: true,
    prepare: (org) => {
      const address = { Street: 'Weinhof', City: 'Ulm', PostalCode: '89073' };
      return create(org.admin, 'Lead', { LastName: 'Young', Company: 'Acme', ...address });
    },
    change: (org, id) => updateBySoap(org, '66.0', 'Lead', id, { Street: null, PostalCode: null }),
  },
  {
    file: 'update_user.json',
    title: 'a user whom somebody else renamed',
    object: 'User',
    relayed: true,
    prepare: async (org) => {
      const users = await org.admin.query(`SELECT Id FROM User WHERE Username = '${REP.username}'`);
      return users.body.records[0].Id;
    },
    change: (org, id) =>
      org.admin.control('POST', '/records', {
        username: ADMIN.username,
        operations: [{ kind: 'update', object: 'User', id, values: { FirstName: 'BUTTERBALL' } }],
      }),
  },
];

for (const { file, title, object, relayed: isRelayed, prepare, change } of RECORDINGS) {
  const fixture = `responses/subscription/${file}`;
  behaviour(
    `${title}: the event is the recorded one, key by key`,
    { verified: fixture },
    async () => {
      await using org = await openEventOrg({ seed: { ...EVENT_SEED, changeDataCapture: [object] } });
      const id = (await prepare?.(org)) ?? '';
      const call = await org.all();
      await change(org, id);
      const [event] = await call.events(1);
      assert.ok(event);
      const ours = isRelayed ? relayed(event) : whole(event);
      const differences = compareRecorded(comparable(ours), comparable(readRecorded(fixture) as Json));
      assert.deepEqual(judge(RECORDED_DIFFERENCES, fixture, differences), { unlisted: [], gone: [] });
    },
    { skip: withoutRecordings, covers: ['events.schema', 'events.header'] },
  );
}
