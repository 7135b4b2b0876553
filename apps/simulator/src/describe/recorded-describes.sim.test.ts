import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { behaviour } from '../../testing/behaviour.ts';
import {
  compareRecorded,
  goneFrom,
  judge,
  shapeOf,
  type Difference,
} from '../../testing/compare-recorded.ts';
import { RECORDED_DIFFERENCES } from '../../testing/recorded-differences.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { openTestOrg, TEST_SEED } from '../../testing/test-org.ts';

const FOUND: [fixture: string, differences: readonly Difference[]][] = [];

interface Recording {
  /** Of `describes/`. */
  readonly file: string;
  /** After `/services/data/vN`. */
  readonly path: string;
  /** The version that the recording itself names, or that has the keys it has. */
  readonly version: number;
  readonly seed?: Readonly<Record<string, unknown>>;
  readonly compare?: (ours: unknown, recorded: unknown) => Difference[];
}

const describePath = (object: string): string => `/sobjects/${object}/describe`;

const RECORDINGS: readonly Recording[] = [
  {
    file: 'GET_sobjects_Account_describe.json',
    path: describePath('Account'),
    version: 48,
    seed: { recordTypes: [{ object: 'Account', developerName: 'Household', label: 'Household' }] },
  },
  {
    file: 'GET_sobjects_Account_PersonAccount_describe.json',
    path: describePath('Account'),
    version: 59,
    seed: {
      personAccounts: true,
      recordTypes: [
        { object: 'Account', developerName: 'HH_Account', label: 'Household Account' },
        { object: 'Account', developerName: 'Organization', label: 'Organization' },
      ],
    },
  },
  { file: 'GET_sobjects_Case_describe.json', path: describePath('Case'), version: 48 },
  { file: 'GET_sobjects_Contact_describe.json', path: describePath('Contact'), version: 59 },
  { file: 'GET_sobjects_Event_describe.json', path: describePath('Event'), version: 59 },
  { file: 'GET_sobjects_Lead_describe.json', path: describePath('Lead'), version: 59 },
  { file: 'GET_sobjects_Opportunity_describe.json', path: describePath('Opportunity'), version: 59 },
  {
    file: 'GET_sobjects_OpportunityContactRole_describe.json',
    path: describePath('OpportunityContactRole'),
    version: 48,
  },
  {
    file: 'GET_sobjects_Custom__c_describe.json',
    path: describePath('Custom__c'),
    version: 59,
    seed: {
      objects: [
        {
          name: 'Custom__c',
          label: 'My Custom Object',
          plural: 'My Custom Object',
          fields: [{ name: 'CustomField__c', label: 'Custom Field', type: 'text', length: 80 }],
        },
      ],
    },
  },
  { file: 'GET_sobjects_Global_describe.json', path: '/sobjects', version: 52 },
  {
    file: 'GET_sobjects_Organization.json',
    path: '/sobjects/Organization/:id',
    version: 52,
    compare: (ours, recorded) => compareRecorded(shapeOf(ours), shapeOf(recorded)),
  },
];

for (const { file, path, version, seed = {}, compare = compareRecorded } of RECORDINGS) {
  const fixture = `describes/${file}`;
  behaviour(
    `${file.replace(/^GET_sobjects_|\.json$/g, '')} is answered as recorded, but for what is listed with its reason`,
    { verified: fixture },
    async () => {
      await using org = await openTestOrg({ seed: { ...TEST_SEED, objects: [], ...seed } });
      const { body } = readRecorded(fixture).response;
      const recorded = typeof body === 'string' ? JSON.parse(body) : body;
      const { organizationId } = org.simulator.org;
      const answer = await org.admin.get(
        `/services/data/v${version}.0${path.replace(':id', organizationId)}`,
      );
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      const differences = compare(answer.body, recorded);
      FOUND.push([fixture, differences]);
      const { unlisted, gone } = judge(RECORDED_DIFFERENCES, fixture, differences);
      assert.deepEqual({ unlisted, gone }, { unlisted: [], gone: [] });
    },
    { skip: withoutRecordings, covers: ['data.objects', 'rest.describe'] },
  );
}

test('a difference that several recordings share is in one of them at least', {
  skip: withoutRecordings,
}, () => {
  after(() => FOUND.splice(0));
  const shared = RECORDED_DIFFERENCES.filter((entry) => entry.fixture === '*');
  assert.deepEqual(
    shared.flatMap((entry) => goneFrom(entry, FOUND)),
    [],
  );
});
