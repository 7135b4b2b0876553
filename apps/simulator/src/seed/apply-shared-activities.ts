import type { FieldDeclaration } from '../org/schema/types.ts';
import type { Org, QueryRecord, Row, Scalar } from '../org/types.ts';
import {
  EVENT_RELATION_TARGETS,
  RELATION_COUNTS,
  SHARED_ACTIVITY_OBJECTS,
  SHARED_EVENT_RELATION,
} from '../standard/activity-relations.ts';
import { type RowWriter, systemCaller } from './row-writer.ts';
import type { Seed } from './seed.ts';

/** What an org with Shared Activities has besides. */
export const SHARED_ACTIVITY_DECLARATIONS: readonly {
  readonly name: string;
  readonly fields: readonly FieldDeclaration[];
}[] = [
  { name: 'EventRelation', fields: SHARED_EVENT_RELATION },
  { name: 'Task', fields: RELATION_COUNTS },
  { name: 'Event', fields: RELATION_COUNTS },
  ...SHARED_ACTIVITY_OBJECTS,
];

/** Switches Shared Activities on where the seed asks for it. They cannot be switched off again. */
export function applySharedActivities(org: Org, seed: Seed): void {
  if (seed.dataRules.sharedActivities !== true || org.setup.sharedActivities) return;
  for (const declaration of SHARED_ACTIVITY_DECLARATIONS) org.defineObject(declaration);
  org.changeField('EventRelation', 'RelationId', { referenceTo: EVENT_RELATION_TARGETS });
  org.changeSetup({ sharedActivities: true });
}

/**
 * Relations of activities that were written in bulk, or before Shared Activities were on: Salesforce makes them in the
 * background.
 */
export function relateActivities(org: Org, writer: RowWriter): void {
  if (!org.setup.sharedActivities) return;
  const accounts = new Map(
    rows(org, 'SELECT Id, AccountId FROM Contact WHERE AccountId != null').map((contact) => [
      contact['Id'],
      contact['AccountId'] as Scalar,
    ]),
  );
  for (const kind of ['Task', 'Event'] as const) {
    const key = `${kind}Id`;
    const shared = kind === 'Event' ? 'EventRelation WHERE IsParent = true' : 'TaskRelation';
    const known = new Set(rows(org, `SELECT ${key} FROM ${shared}`).map((row) => row[key]));
    const relations: Row[] = [];
    const soql = `SELECT Id, WhoId, WhatId, AccountId FROM ${kind} WHERE (WhoId != null OR WhatId != null)${kind === 'Event' ? ' AND IsChild = false' : ''}`;
    for (const activity of rows(org, soql)) {
      if (known.has(activity['Id'])) continue;
      const values = (name: 'WhoId' | 'WhatId', isWhat: boolean): Row => ({
        [key]: activity['Id'] as Scalar,
        RelationId: activity[name] as Scalar,
        IsWhat: isWhat,
        AccountId: isWhat ? (activity['AccountId'] as Scalar) : (accounts.get(activity[name]) ?? null),
        ...(kind === 'Event' ? { IsParent: true, Status: null } : {}),
      });
      const who = activity['WhoId'] !== null;
      const what = activity['WhatId'] !== null;
      if (who) relations.push(values('WhoId', false));
      if (what) relations.push(values('WhatId', true));
      org.writeSilently(kind, String(activity['Id']), { WhoCount: who ? 1 : 0, WhatCount: what ? 1 : 0 });
    }
    writer.write(`${kind}Relation`, relations);
  }
}

function rows(org: Org, soql: string): readonly QueryRecord[] {
  return org.query(systemCaller, soql, { includeDeleted: false, batchSize: 2_000_000 }).records;
}
