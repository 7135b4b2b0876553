import type { Org } from '../../org/types.ts';
import { Directory } from '../directory.ts';
import { Random } from '../random.ts';
import { RowWriter } from '../row-writer.ts';
import { makeActivities } from './demo-activities.ts';
import { makeCampaigns } from './demo-campaigns.ts';
import { makeAccounts, makeContacts, makeLeads } from './demo-customers.ts';
import { makeOpportunities } from './demo-sales.ts';
import { makeCases, makeSiteVisits, makeSubscriptions } from './demo-service.ts';
import { DEMO_USERS } from './demo-users.ts';
import type { DemoPeople, DemoWorld } from './demo-world.ts';

const RANDOM_SEED = 20_240_229;

/** Two years of Halden Robotics, up to now by the org's clock. The same org clock gives the same rows. */
export function writeDemoRows(org: Org): void {
  const directory = new Directory(org);
  const world: DemoWorld = {
    random: new Random(RANDOM_SEED),
    writer: new RowWriter(org),
    now: org.clock.now(),
    people: findPeople(directory),
    accounts: [],
    rows: new Map(),
  };
  makeAccounts(world, 2000);
  makeContacts(world, 10_000);
  makeLeads(world, 5000);
  const opportunities = makeOpportunities(world, 4000, {
    newBusiness: directory.recordType('Opportunity', 'New_Business') ?? '',
    renewal: directory.recordType('Opportunity', 'Renewal') ?? '',
  });
  makeActivities(world, 20_000, opportunities);
  makeCampaigns(world, 150, opportunities);
  makeSubscriptions(world, opportunities);
  makeSiteVisits(world, 800);
  makeCases(world, 600);
  for (const [object, rows] of world.rows) world.writer.write(object, rows);
}

function findPeople(directory: Directory): DemoPeople {
  const withRole = (role: string) =>
    DEMO_USERS.filter((user) => user.role === role).map(({ username }) => directory.user(username) ?? '');
  return {
    reps: { americas: withRole('Account Executive Americas'), emea: withRole('Account Executive EMEA') },
    developers: withRole('Sales Development'),
    successManagers: withRole('Customer Success Manager'),
    engineers: withRole('Field Engineer'),
    marketing: withRole('Marketing')[0] ?? '',
    leadQueue: directory.queue('Inbound_Leads'),
  };
}
