import type { CandidateList, PermissionPolicy, SyncUserCandidate } from '@sync-user/contract';
import type { AccessMapping, Asked, OrgAccess } from '../ports/org-access.ts';
import { type Clock, toInstant } from '../ports/clock.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';
import { type Licence, licenceOf } from '../preflight/licence.ts';
import { missingFor } from './candidate-needs.ts';
import * as ask from './candidate-queries.ts';
import {
  addPermissions,
  objectOf,
  readCandidateAccess,
  type Rows,
  rowsOf,
  textOf,
} from './candidate-access.ts';

type Rank = SyncUserCandidate['rank'];

export interface CandidateRequest {
  /** Whose sight is used. */
  readonly access: OrgAccess;
  readonly search: string;
  readonly limit: number;
  readonly policy: PermissionPolicy;
  readonly mapping: AccessMapping;
  /** The sync user in force. */
  readonly currentUserId: string | null;
  /** Salesforce user id → connection that can take force without a login. */
  readonly connected: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly context: CallContext;
}

interface Person {
  readonly userId: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly profile: string;
  readonly licence: Licence;
  readonly marketingUser: boolean;
}

const RANKS: readonly Rank[] = ['administrator', 'modify_all_data', 'view_all_data', 'limited'];

/**
 * Salesforce users who could be the sync user, the widest sight first (row M8). Ranks go by what users hold, through
 * whatever profile, set or group, never by a profile's name. Takes three to five calls, however many users there are.
 *
 * @throws SyncError when nothing at all could be asked (no login, host away)
 */
export async function listCandidates(request: CandidateRequest): Promise<CandidateList> {
  const { access, search, limit, context } = request;
  const now = toInstant(request.clock.nowMs());
  const [sight, holders, others] = await access.queryMany(
    [ask.OWN_SIGHT_QUERY, ask.holdersQuery(search, now), ask.othersQuery(search, limit, now)],
    context,
  );
  const holderRows = rowsOf(holders);
  const otherRows = rowsOf(others) ?? rowsOf(await access.query(ask.usersQuery(search, limit), context));
  if (otherRows === undefined) throw refusalOf(others);

  const found = new Map<string, { readonly person: Person; readonly held: Set<string> }>();
  for (const row of holderRows ?? []) {
    const person = toPerson(row['Assignee']);
    if (person === undefined) continue;
    const entry = found.get(person.userId) ?? { person, held: new Set<string>() };
    found.set(person.userId, entry);
    addPermissions(entry.held, row['PermissionSet'], ask.RANKING_PERMISSIONS);
  }
  for (const row of otherRows) {
    const person = toPerson(row);
    if (person !== undefined && !found.has(person.userId))
      found.set(person.userId, { person, held: new Set() });
  }
  const page = [...found.values()]
    .map(({ person, held }) => ({ person, rank: rankOf(held) }))
    .sort(byRankThenName)
    .slice(0, limit);

  const known = await readCandidateAccess(
    request,
    page.map(({ person }) => person.userId),
  );
  return {
    candidates: page.map(({ person, rank }) => {
      const permissions = known.permissions.get(person.userId) ?? new Set<string>();
      return {
        userId: person.userId,
        username: person.username,
        name: person.name,
        email: person.email,
        profile: person.profile,
        licence: person.licence.name,
        rank,
        missing: known.complete
          ? [
              ...missingFor(request.policy, request.mapping, {
                permissions,
                objects: known.objects.get(person.userId) ?? new Map(),
                licence: person.licence.kind,
                marketingUser: person.marketingUser,
                hasIntegrationLicence: known.integrationLicence?.has(person.userId) ?? null,
              }),
            ]
          : [],
        isCurrent: person.userId === request.currentUserId,
        connectionId: request.connected.get(person.userId) ?? null,
        browserLogin: person.licence.kind !== 'integration' && !permissions.has('ApiUserOnly'),
      };
    }),
    askedAs: access.username,
    incomplete: whyIncomplete(access.username, {
      sight: rowsOf(sight)?.[0],
      ranked: holderRows !== undefined,
      holders: holderRows?.length ?? 0,
      complete: known.complete,
    }),
  };
}

/** An administrator is who can change the org and everything in it. Row M8. */
export function rankOf(held: ReadonlySet<string>): Rank {
  if (held.has('ModifyAllData'))
    return held.has('CustomizeApplication') && held.has('ManageUsers') ? 'administrator' : 'modify_all_data';
  return held.has('ViewAllData') ? 'view_all_data' : 'limited';
}

function byRankThenName(
  a: { readonly person: Person; readonly rank: Rank },
  b: { readonly person: Person; readonly rank: Rank },
): number {
  return (
    RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
    a.person.name.localeCompare(b.person.name, 'en') ||
    (a.person.username < b.person.username ? -1 : 1)
  );
}

function whyIncomplete(
  username: string,
  facts: {
    readonly sight: SourceRecord | undefined;
    readonly ranked: boolean;
    readonly holders: number;
    readonly complete: boolean;
  },
): string | null {
  const connectWider =
    'Connect your own Salesforce account as an administrator under Settings > You to see the rest.';
  if (!facts.ranked || !facts.complete || facts.sight?.['PermissionsViewSetup'] === false)
    return `${username} may not see what others are permitted (View Setup and Configuration), so ranks and missing permissions are not reliable. ${connectWider}`;
  if (facts.sight?.['PermissionsViewAllUsers'] === false)
    return `${username} may not see all users (View All Users), so some may not be listed. ${connectWider}`;
  if (facts.holders >= ask.MOST_HOLDERS)
    return `More than ${ask.MOST_HOLDERS} assignments give wide permissions in this org; search for a user to be sure to see them.`;
  return null;
}

function refusalOf(answer: Asked<Rows> | undefined): Error {
  return answer?.kind === 'refused' ? answer.error : new Error('a question was not answered');
}

function toPerson(value: unknown): Person | undefined {
  const user = objectOf(value);
  if (user === undefined || textOf(user, 'Id') === '') return undefined;
  const profile = objectOf(user['Profile']);
  return {
    userId: textOf(user, 'Id'),
    username: textOf(user, 'Username'),
    name: textOf(user, 'Name'),
    email: textOf(user, 'Email'),
    profile: textOf(profile ?? {}, 'Name'),
    licence: licenceOf(user) ?? { name: '', kind: 'other' },
    marketingUser: user['UserPermissionsMarketingUser'] === true,
  };
}
