import type {
  AssignmentRuleSetup,
  OrgSetup,
  RecordTypeAssignment,
  RecordTypeSetup,
} from '../org/setup/org-setup.ts';
import type { Org } from '../org/types.ts';
import type { Directory } from './directory.ts';
import { SeedError } from './problems.ts';
import { applyHistoryTracking, applyStages } from './apply-history.ts';
import type { SeedAssignmentRule, SeedRecordTypeAssignment } from './read-data-rules.ts';
import type { RowWriter } from './row-writer.ts';
import type { Seed } from './seed.ts';

/** Sets up what the seed says about record types, assignment rules and duplicate rules. @throws SeedError */
export function applyDataRules(org: Org, writer: RowWriter, directory: Directory, seed: Seed): void {
  const { auditFields, ...rules } = seed.dataRules;
  applyStages(org, writer, rules.opportunityStages);
  const tracking = applyHistoryTracking(org, seed);
  const changes: Partial<OrgSetup> = {
    ...(tracking === undefined ? {} : { historyTracking: tracking }),
    ...(auditFields === undefined ? {} : { auditFields }),
    ...(seed.recordTypes.length === 0 ? {} : { recordTypes: recordTypes(org, directory, seed) }),
    ...(rules.recordTypeAssignments.length === 0
      ? {}
      : { recordTypeAssignments: assignments(org, directory, rules.recordTypeAssignments) }),
    ...(rules.assignmentRules.length === 0
      ? {}
      : { assignmentRules: assignmentRules(org, writer, directory, rules.assignmentRules) }),
    ...(rules.duplicateRules.length === 0
      ? {}
      : {
          duplicateRules: [
            ...org.setup.duplicateRules.filter((rule) =>
              rules.duplicateRules.every((other) => other.name !== rule.name),
            ),
            ...rules.duplicateRules.map((rule) => ({
              ...rule,
              object: writer.definition(rule.object).name,
              matchObject: writer.definition(rule.matchObject).name,
            })),
          ],
        }),
  };
  if (Object.keys(changes).length > 0) org.changeSetup(changes);
}

function recordTypes(org: Org, directory: Directory, seed: Seed): Record<string, RecordTypeSetup> {
  const setups: Record<string, RecordTypeSetup> = { ...org.setup.recordTypes };
  for (const { object, developerName, setup } of seed.recordTypes) {
    const id = directory.recordType(org.object(object)?.name ?? object, developerName);
    if (id !== undefined) setups[id] = { picklists: setup.picklists, defaults: setup.defaults };
  }
  return setups;
}

function assignments(
  org: Org,
  directory: Directory,
  seeds: readonly SeedRecordTypeAssignment[],
): Record<string, Record<string, RecordTypeAssignment>> {
  const byProfile: Record<string, Record<string, RecordTypeAssignment>> = {};
  for (const [profile, objects] of Object.entries(org.setup.recordTypeAssignments))
    byProfile[profile] = { ...objects };
  for (const { path, profile, object, available, defaultType } of seeds) {
    const profileId = directory.profile(profile);
    const definition = org.object(object);
    if (profileId === undefined) throw problem(`${path}.profile`, `there is no profile "${profile}"`);
    if (definition === undefined) throw problem(path, `there is no object ${object}`);
    const idOf = (name: string): string => {
      const id = directory.recordType(definition.name, name);
      if (id === undefined) throw problem(path, `${definition.name} has no record type ${name}`);
      return id;
    };
    const availableIds = available.filter((name) => name !== 'Master').map(idOf);
    const first = availableIds[0] ?? null;
    const defaultId = defaultType === undefined ? first : defaultType === 'Master' ? null : idOf(defaultType);
    byProfile[profileId] = {
      ...byProfile[profileId],
      [definition.name.toLowerCase()]: { availableIds, defaultId },
    };
  }
  return byProfile;
}

function assignmentRules(
  org: Org,
  writer: RowWriter,
  directory: Directory,
  seeds: readonly SeedAssignmentRule[],
): AssignmentRuleSetup[] {
  const owner = (path: string, assignTo: string): string => {
    const [kind = '', ...rest] = assignTo.split(':');
    const name = rest.join(':');
    const id = kind === 'user' ? directory.user(name) : directory.queue(name);
    if (id === undefined) throw problem(path, `there is no ${kind} "${name}"`);
    return id;
  };
  const made = seeds.map(({ path, object, name, isActive, entries }) => {
    const [id = ''] = writer.write('AssignmentRule', [{ Name: name, SobjectType: object, Active: isActive }]);
    return {
      id,
      object,
      isActive,
      entries: entries.map(({ criteria, assignTo }, index) => ({
        criteria,
        ownerId: owner(`${path}.entries[${index}].assignTo`, assignTo),
      })),
    };
  });
  return [...org.setup.assignmentRules, ...made];
}

function problem(path: string, message: string): SeedError {
  return new SeedError([{ path, message }]);
}
