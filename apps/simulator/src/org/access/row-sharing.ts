/**
 * Which rows a user reaches, as SQL conditions over the rows themselves: nothing is computed ahead, so what changes in the
 * mean time counts at the next statement.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectModel, Schema } from '../schema/schema.ts';
import type { FieldDefinition } from '../schema/types.ts';
import { quote, tableName } from '../storage/tables.ts';
import { SYSTEM_USER_ID } from '../system-user.ts';
import type { Row } from '../types.ts';
import type { RowFilter } from './row-access.ts';
import { shareObjectName } from './access-rules.ts';
import type { EffectiveAccess } from './effective-access.ts';
import { withoutHidden } from './hidden-rows.ts';
import { GrantReader } from './object-grants.ts';
import { OWN_ROWS } from './own-rows.ts';
import { principalsOf, type Principals } from './principals.ts';
import { levelRank, shareLevelField, shareParentField, sharingOf, type Level } from './sharing-model.ts';

export type RowRight = 'read' | 'edit' | 'delete' | 'transfer' | 'share';

/** The level of a default that is enough for everybody. Nobody deletes others' rows short of Public Full Access. */
const ENOUGH: Readonly<Record<RowRight, Level>> = {
  read: 'Read',
  edit: 'Edit',
  delete: 'All',
  transfer: 'ReadEditTransfer',
  share: 'All',
};
/** Chains of parents end somewhere: details have masters twice at most, notes hang on them. */
const MAX_DEPTH = 4;
const NEVER = '0';

/** A condition; undefined when it always holds. */
type Condition = string | undefined;

/** Children that show their account, with read-only access, and accounts that show their children. */
const ACCOUNT_CHILDREN = [
  { object: 'Opportunity', roleColumn: 'OpportunityAccessForAccountOwner' },
  { object: 'Case', roleColumn: 'CaseAccessForAccountOwner' },
  { object: 'Contact', roleColumn: 'ContactAccessForAccountOwner' },
] as const;

/** The system permission that lets somebody transfer what they may edit. Source: facts 7.3. */
const TRANSFER_PERMISSIONS: Readonly<Record<string, string>> = {
  Lead: 'TransferAnyLead',
  Case: 'TransferAnyCase',
};

export class RowSharing {
  readonly #database: DatabaseSync;
  readonly #schema: Schema;
  readonly #access: EffectiveAccess;
  readonly #reader: GrantReader;
  readonly #principals = new Map<string, Principals>();
  #organization: Row | undefined;
  #aliases = 0;

  constructor(database: DatabaseSync, schema: Schema, access: EffectiveAccess) {
    this.#database = database;
    this.#schema = schema;
    this.#access = access;
    this.#reader = new GrantReader(database, schema);
    access.onForget(() => {
      this.#principals.clear();
      this.#organization = undefined;
    });
  }

  /** Whether the user has this right on the row, by sharing and the object's View All and Modify All. */
  allows(userId: string, model: ObjectModel, id: string, right: RowRight): boolean {
    const condition =
      right === 'read' ? this.#readable(userId, model, 'r') : this.condition(userId, model, 'r', right);
    if (condition === undefined) return true;
    const sql = `select 1 from ${tableName(model.name)} r where r."Id" = ? and ${condition}`;
    return this.#database.prepare(sql).get(id) !== undefined;
  }

  /** For queries: the rows the user may read; undefined when that is all of them. */
  filter(userId: string, model: ObjectModel, alias: string): RowFilter | undefined {
    const text = this.#readable(userId, model, alias);
    return text === undefined ? undefined : { text, params: [] };
  }

  #readable(userId: string, model: ObjectModel, alias: string): Condition {
    if (userId === SYSTEM_USER_ID) return undefined;
    const shared = this.condition(userId, model, alias, 'read');
    if (shared === NEVER) return shared;
    const shown = withoutHidden(this.#schema, this.#access, userId, model, alias);
    return shared === undefined || shown === undefined ? (shared ?? shown) : `(${shared} and ${shown})`;
  }

  organization(): Row {
    this.#organization ??= (this.#reader.rows('Organization', '1')[0] ?? {}) as Row;
    return this.#organization;
  }

  /** The rows under `alias` on which the user has this right. */
  condition(userId: string, model: ObjectModel, alias: string, right: RowRight, depth = 0): Condition {
    if (userId === SYSTEM_USER_ID) return undefined;
    const access = this.#access.access(userId, model);
    if (!access.read || depth > MAX_DEPTH) return NEVER;
    const own = OWN_ROWS[model.name];
    if (own !== undefined && !this.#access.hasAnyPermission(userId, own.unless)) {
      return `${alias}.${quote(own.field)} = '${userId}'`;
    }
    if (right === 'read' ? access.viewAllRecords : access.modifyAllRecords) return undefined;
    const sharing = sharingOf(model, this.organization());
    switch (sharing.kind) {
      case 'none':
        return undefined;
      case 'owned':
        return this.#owned(userId, model, alias, right, sharing.level);
      case 'activity':
        return this.#activity(userId, model, alias, right, depth);
      default:
        return this.#withParent(userId, model, alias, right, sharing.field, depth);
    }
  }

  #owned(userId: string, model: ObjectModel, alias: string, right: RowRight, level: Level): Condition {
    if (levelRank(level) >= levelRank(ENOUGH[right])) return undefined;
    const { name } = model;
    const parts = [this.#isOwner(userId, alias), ...this.#shared(userId, model, alias, right)];
    if (right === 'read' || right === 'edit') parts.push(...this.#throughAccount(userId, name, alias, right));
    if (name === 'Account' && right === 'read') parts.push(...this.#throughChildren(userId, alias));
    if (right === 'transfer') {
      const permissions = ['TransferAnyEntity', TRANSFER_PERMISSIONS[name] ?? 'TransferAnyEntity'];
      if (this.#access.hasAnyPermission(userId, permissions)) {
        const edits = this.#owned(userId, model, alias, 'edit', level);
        if (edits === undefined) return undefined;
        parts.push(edits);
      }
    }
    return either(parts);
  }

  #isOwner(userId: string, alias: string): string {
    return `${alias}."OwnerId" in ${inList(this.#of(userId).owners)}`;
  }

  /** Shares that name the user, a group of theirs or somebody below them. Rows of RowCause Owner only repeat the owner. */
  #shared(userId: string, model: ObjectModel, alias: string, right: RowRight): string[] {
    return this.#sharedBy(
      userId,
      shareObjectName(model.name),
      `${alias}."Id"`,
      undefined,
      right === 'read' ? ['Read', 'Edit', 'All'] : right === 'edit' ? ['Edit', 'All'] : ['All'],
    );
  }

  #sharedBy(
    userId: string,
    shareName: string,
    parentSql: string,
    levelColumn: string | undefined,
    levels: readonly Level[],
  ): string[] {
    const share = this.#schema.get(shareName);
    const parent = share?.field(shareParentField(shareName));
    const level = share?.field(levelColumn ?? shareLevelField(shareName));
    if (share === undefined || parent === undefined || level === undefined) return [];
    const s = this.#alias();
    return [
      `exists (select 1 from ${tableName(share.name)} ${s} where ${s}.${quote(parent.name)} = ${parentSql}
        and ${s}."IsDeleted" = 0 and ${s}."RowCause" <> 'Owner' and ${s}.${quote(level.name)} in (${levels.map((one) => `'${one}'`).join(', ')})
        and ${s}."UserOrGroupId" in ${inList(this.#of(userId).sharedWith)})`,
    ];
  }

  /** An account's owner sees (or edits) its opportunities, cases and contacts as their role says; a share of it may say so too. */
  #throughAccount(userId: string, name: string, alias: string, right: 'read' | 'edit'): string[] {
    const child = ACCOUNT_CHILDREN.find(({ object }) => object === name);
    if (child === undefined) return [];
    const levels = right === 'read' ? (['Read', 'Edit'] as const) : (['Edit'] as const);
    const [a, u, r] = [this.#alias(), this.#alias(), this.#alias()];
    const owner = `exists (select 1 from ${tableName('Account')} ${a}
      join ${tableName('User')} ${u} on ${u}."Id" = ${a}."OwnerId"
      join ${tableName('UserRole')} ${r} on ${r}."Id" = ${u}."UserRoleId"
      where ${a}."Id" = ${alias}."AccountId" and ${a}."OwnerId" in ${inList(this.#of(userId).people)}
        and ${r}.${quote(child.roleColumn)} in (${levels.map((one) => `'${one}'`).join(', ')}))`;
    const shared = this.#sharedBy(
      userId,
      'AccountShare',
      `${alias}."AccountId"`,
      `${name}AccessLevel`,
      levels,
    );
    return [owner, ...shared];
  }

  /** Who has an opportunity, case or contact of an account of their own, or shared with them, sees the account. */
  #throughChildren(userId: string, alias: string): string[] {
    return ACCOUNT_CHILDREN.flatMap(({ object }) => {
      const model = this.#schema.get(object);
      if (model === undefined || sharingOf(model, this.organization()).kind !== 'owned') return [];
      if (!this.#access.access(userId, model).read) return [];
      const c = this.#alias();
      const reached = either([this.#isOwner(userId, c), ...this.#shared(userId, model, c, 'read')]);
      return [
        `exists (select 1 from ${tableName(object)} ${c} where ${c}."AccountId" = ${alias}."Id" and ${c}."IsDeleted" = 0 and ${reached})`,
      ];
    });
  }

  #activity(userId: string, model: ObjectModel, alias: string, right: RowRight, depth: number): Condition {
    const own = this.#isOwner(userId, alias);
    if (right !== 'read') return own;
    const about = ['WhatId', 'WhoId'].flatMap((name) => {
      const field = model.field(name);
      return field === undefined ? [] : [this.#parent(userId, field, alias, 'read', depth) ?? '1'];
    });
    const open = model.has('IsPrivate') ? `${alias}."IsPrivate" = 0 and ` : '';
    return either([own, `(${open}${either(about)})`]);
  }

  /**
   * Rows of a master are seen with it and changed by who may edit it. A contact without account is its owner's alone.
   * Source: Salesforce Help, "Organization-Wide Sharing Defaults" (Controlled by Parent); "Private contacts".
   */
  #withParent(
    userId: string,
    model: ObjectModel,
    alias: string,
    right: RowRight,
    field: FieldDefinition,
    depth: number,
  ): Condition {
    if (right === 'share') return NEVER;
    if (model.name === 'Note' && right !== 'read') return this.#isOwner(userId, alias);
    const needed = field.masterDetail && right !== 'read' ? 'edit' : parentRight(model, right);
    const parent = this.#parent(userId, field, alias, needed, depth);
    const ownerless = !model.has('OwnerId') || model.definition.kind === 'setup';
    if (field.masterDetail || ownerless) return parent;
    const column = `${alias}.${quote(field.name)}`;
    const orphan = `(${column} is null and ${this.#isOwner(userId, alias)})`;
    return either([orphan, parent === undefined ? `${column} is not null` : parent]);
  }

  /** The row this lookup points at is one the user has the right on. */
  #parent(userId: string, field: FieldDefinition, alias: string, right: RowRight, depth: number): Condition {
    const column = `${alias}.${quote(field.name)}`;
    const models = field.referenceTo.flatMap((name) => this.#schema.get(name) ?? []);
    const [only] = models;
    if (only === undefined) return NEVER;
    if (models.length === 1) return this.#reaches(userId, only, column, right, depth);
    const branches = models.flatMap((model) => {
      const { keyPrefix } = model.definition;
      if (keyPrefix === null) return [];
      const condition = this.#reaches(userId, model, column, right, depth) ?? '1';
      return condition === NEVER ? [] : [`when '${keyPrefix}' then ${condition}`];
    });
    if (branches.length === 0) return NEVER;
    return `(case substr(${column}, 1, 3) ${branches.join(' ')} else 0 end)`;
  }

  #reaches(userId: string, model: ObjectModel, column: string, right: RowRight, depth: number): Condition {
    const p = this.#alias();
    const condition = this.condition(userId, model, p, right, depth + 1);
    if (condition === undefined || condition === NEVER) return condition;
    return `exists (select 1 from ${tableName(model.name)} ${p} where ${p}."Id" = ${column} and ${condition})`;
  }

  #of(userId: string): Principals {
    const known = this.#principals.get(userId);
    if (known !== undefined) return known;
    const principals = principalsOf(this.#reader, userId);
    this.#principals.set(userId, principals);
    return principals;
  }

  #alias(): string {
    this.#aliases = (this.#aliases + 1) % 1_000_000;
    return `x${this.#aliases}`;
  }
}

/** Whose contacts an account's reader may edit: those of an account they may edit; to delete, to delete it. Shares: to share it. */
function parentRight(model: ObjectModel, right: RowRight): RowRight {
  if (right === 'read') return 'read';
  return model.definition.kind === 'setup' && model.name.endsWith('Share') ? 'share' : right;
}

function either(conditions: readonly string[]): string {
  const possible = conditions.filter((condition) => condition !== NEVER);
  return possible.length === 0 ? NEVER : `(${possible.join(' or ')})`;
}

/** Ids are letters and digits, so they stand in the text itself: the condition goes into joins too, where no parameter reaches. */
function inList(ids: readonly string[]): string {
  return `(select value from json_each('${JSON.stringify(ids.filter((id) => /^\w+$/.test(id)))}'))`;
}
