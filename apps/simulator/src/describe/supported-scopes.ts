import type { ObjectDefinition } from '../org/schema/types.ts';
import type { Described } from './describe-flags.ts';

/** v59.0 answers have scoping rules, v48.0 ones do not. */
const SCOPING_RULES_SINCE = 53;
/** Owned objects that recorded answers give a scope for the user's team, and those that give others. */
const OF_A_TEAM = new Set(['Account', 'Contact', 'Event', 'Lead', 'Opportunity', 'Task']);
const DELEGATED = new Set(['Event', 'Task']);
const OF_SEVERAL_TEAMS = new Set(['Case']);

/** What `USING SCOPE` can be. Source: recorded answers; those of custom objects are assumed to be like Lead's. */
export function supportedScopes(object: ObjectDefinition, apiVersion: number): Described[] {
  if (!object.queryable || object.kind === 'setup' || object.customSetting != null) return [];
  const plural = object.labelPlural.toLowerCase();
  const scopes = [{ label: `All ${plural}`, name: 'everything' }];
  const owner = object.fields.find((field) => field.name === 'OwnerId');
  if (owner === undefined) return scopes;
  scopes.push({ label: `My ${plural}`, name: 'mine' });
  if (OF_A_TEAM.has(object.name) || object.kind === 'custom') {
    scopes.push({ label: `My team's ${plural}`, name: 'team' });
    if (apiVersion >= SCOPING_RULES_SINCE) scopes.push({ label: 'Filter by scope', name: 'scopingRule' });
  }
  if (OF_SEVERAL_TEAMS.has(object.name)) {
    scopes.push(
      { label: `My case teams ${plural}`, name: 'genericteam' },
      { label: `My role-based team's ${plural}`, name: 'team_by_role' },
    );
  }
  if (DELEGATED.has(object.name)) scopes.push({ label: `My delegated ${plural}`, name: 'delegated' });
  if (owner.referenceTo.includes('Group') && !DELEGATED.has(object.name)) {
    scopes.push(
      { label: `Queue owned ${plural}`, name: 'queue_owned' },
      { label: `User owned ${plural}`, name: 'user_owned' },
    );
  }
  return scopes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
