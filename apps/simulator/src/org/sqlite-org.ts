import { randomInt } from 'node:crypto';
import type { FormulaGlobals } from '../formula/evaluate.ts';
import { formulaFieldValue, isFormula } from '../formula/formula-field.ts';
import { formulaGlobals } from '../formula/globals.ts';
import { createLocatorTables } from '../soql/locators.ts';
import { runFlatQuery } from '../soql/flat-query.ts';
import { runQuery, runQueryMore } from '../soql/run-query.ts';
import type { QueryContext } from '../soql/context.ts';
import { EffectiveAccess } from './access/effective-access.ts';
import { DEFAULT_COLUMNS, LEVEL_OF_MODEL } from './access/sharing-model.ts';
import { Probes } from './access/probes.ts';
import { NO_ACCESS } from './access/no-access.ts';
import { refreshOwnerShares } from './access/owner-shares.ts';
import { reachedGoneRows } from './access/gone-rows.ts';
import { RowSharing } from './access/row-sharing.ts';
import { PERMISSION_OBJECTS } from './access/access-rules.ts';
import { DefinitionObjects } from './definition-objects.ts';
import { ProvidedRows } from './provided-rows.ts';
import { makeId, toId18 } from './ids.ts';
import { newId } from './new-id.ts';
import { recalculateAllRollUps } from './recalculate-roll-ups.ts';
import { RecycleBin } from './recycle-bin.ts';
import { NotKept, RolledBack } from './rolled-back.ts';
import { SchemaEditor } from './schema-editor.ts';
import { RowLoader } from './row-loader.ts';
import { RowLocks } from './locks/row-locks.ts';
import { recountCampaigns } from './recount-campaigns.ts';
import { applyOperation } from './save/apply-operation.ts';
import { normaliseKey } from './save/assign-values.ts';
import { RowFailure, rowError } from './save/row-failure.ts';
import { platformWrites } from './save/platform-write.ts';
import type { SaveContext } from './save/save-context.ts';
import { isStored, Schema, type ObjectModel } from './schema/schema.ts';
import type {
  FieldDeclaration,
  FieldDefinition,
  ObjectDeclaration,
  ObjectDefinition,
  SharingModel,
} from './schema/types.ts';
import { recordTypesOf, type RecordTypeInfo } from './setup/record-types.ts';
import { NEW_ORG_SETUP, type OrgSetup } from './setup/org-setup.ts';
import type { OpenedDatabase } from './storage/database.ts';
import { OrgStore } from './storage/org-store.ts';
import { RowStore } from './storage/row-store.ts';
import { quote, tableName } from './storage/tables.ts';
import { Transactions } from './storage/transactions.ts';
import type {
  Caller,
  CommitListener,
  FlatQuery,
  ObjectAccess,
  Org,
  OrgClock,
  QueryOptions,
  QueryPage,
  Row,
  SaveOperation,
  Scalar,
  SaveOptions,
  SaveResult,
} from './types.ts';

/** Numbers an org's id is drawn from: every org has an id of its own. */
const MOST_ORGANIZATIONS = 900_000_000;
/** Where rows hold the organization's id. */
const ORGANIZATION_REFERENCES = [
  ['Organization', 'Id'],
  ['Group', 'OwnerId'],
] as const;

/** The org over one SQLite file. */
export class SqliteOrg implements Org {
  readonly clock: OrgClock;
  readonly locks: RowLocks;
  #setup: OrgSetup = NEW_ORG_SETUP;
  readonly #opened: OpenedDatabase;
  readonly #standardObjects: readonly ObjectDeclaration[];
  readonly #schema = new Schema();
  readonly #store: OrgStore;
  readonly #rows: RowStore;
  readonly #transactions: Transactions;
  readonly #access: EffectiveAccess;
  readonly #sharing: RowSharing;
  readonly #editor: SchemaEditor;
  readonly #probes: Probes;
  readonly #definitions: DefinitionObjects;
  readonly #provided: ProvidedRows;
  readonly #loader: RowLoader;
  readonly #recycleBin: RecycleBin;
  readonly #queries: QueryContext;

  constructor(opened: OpenedDatabase, clock: OrgClock, standardObjects: readonly ObjectDeclaration[]) {
    this.clock = clock;
    this.#opened = opened;
    this.#standardObjects = standardObjects;
    this.#store = new OrgStore(opened.database);
    this.#rows = new RowStore(opened.database);
    this.#transactions = new Transactions(opened.database);
    this.locks = new RowLocks((id) => this.#transactions.touchedByOthers(id));
    this.#access = new EffectiveAccess(opened.database, this.#schema, clock);
    this.#sharing = new RowSharing(opened.database, this.#schema, this.#access);
    this.#editor = new SchemaEditor({
      database: opened.database,
      schema: this.#schema,
      store: this.#store,
      rows: this.#rows,
      transactions: this.#transactions,
      access: this.#access,
      clock,
    });
    this.#probes = new Probes(opened.database, this.#schema, this.#access, this.#sharing, clock);
    this.#definitions = new DefinitionObjects(opened.database, this.#schema);
    this.#provided = new ProvidedRows(opened.database);
    this.#loader = new RowLoader({
      database: opened.database,
      store: this.#store,
      transactions: this.#transactions,
      access: this.#access,
      clock,
      organizationId: () => this.organizationId,
      recountCampaigns: () => recountCampaigns(opened.database, this.#schema),
    });
    this.#recycleBin = new RecycleBin({
      database: opened.database,
      schema: this.#schema,
      rows: this.#rows,
      transactions: this.#transactions,
      clock,
    });
    createLocatorTables(opened.database);
    this.#queries = {
      database: opened.database,
      schema: this.#schema,
      clock,
      fiscalYearStartMonth: () => this.#fiscalYearStartMonth(),
      access: (userId, objectName) => this.access(userId, objectName),
      prepareStatement: (caller, statement) => this.#probes.prepare(caller, statement),
      rowFilter: (userId, model, alias) => this.#sharing.filter(userId, model, alias),
      rowRights: (userId, model, alias) => this.#probes.rowRights(userId, model, alias),
      datedRates: () => this.#setup.advancedCurrencyManagement,
      formulaGlobals: (userId) => this.#formulaGlobals(userId),
      prepareObject: (model) => {
        this.#definitions.refresh(model, this.schemaModifiedAt());
        refreshOwnerShares({ database: opened.database, schema: this.#schema, store: this.#store }, model);
        this.#provided.refresh(model);
      },
      newLocatorId: () => {
        const id = makeId('0r8', this.#store.takeNumbers('0r8', 1));
        this.#store.flushCounters();
        return id;
      },
    };
    for (const definition of this.#store.readObjects()) this.#schema.put(definition);
    this.#setup = { ...NEW_ORG_SETUP, ...this.#readSetup() };
    // The file may be a copy of another new org, which has an id of its own.
    if (opened.isNew) this.#initialise();
  }

  get organizationId(): string {
    return this.#store.readSetting('organizationId') ?? '';
  }

  changeOrganizationId(id: string): void {
    const before = this.organizationId;
    this.#transactions.runNow(() => {
      this.#store.writeSetting('organizationId', id);
      for (const [object, field] of ORGANIZATION_REFERENCES) {
        const model = this.#schema.get(object);
        if (model?.has(field) !== true) continue;
        const set = `update ${tableName(model.name)} set ${quote(field)} = ? where ${quote(field)} = ?`;
        this.#opened.database.prepare(set).run(id, before);
      }
    });
  }

  #initialise(organizationId = makeId('00D', randomInt(1, MOST_ORGANIZATIONS))): void {
    this.#transactions.runNow(() => {
      this.#store.begin(organizationId);
      if (this.#schema.models().length > 0) return;
      this.#editor.defineAll([...this.#standardObjects, ...this.#definitions.declarations]);
    });
    this.#editor.markChanged();
  }

  object(name: string): ObjectDefinition | undefined {
    return this.#schema.get(name)?.definition;
  }

  objects(): readonly ObjectDefinition[] {
    return this.#schema.models().map((model) => model.definition);
  }

  objectByKeyPrefix(prefix: string): ObjectDefinition | undefined {
    return this.#schema.byPrefix(prefix)?.definition;
  }

  defineObject(declaration: ObjectDeclaration): ObjectDefinition {
    return this.#editor.defineObject(declaration);
  }

  addField(objectName: string, field: FieldDeclaration): void {
    this.#editor.addField(this.#requireModel(objectName), field);
  }

  removeField(objectName: string, fieldName: string): void {
    this.#editor.removeField(this.#requireModel(objectName), fieldName);
  }

  changeField(
    objectName: string,
    fieldName: string,
    changes: Partial<Pick<FieldDefinition, 'picklistValues' | 'nillable' | 'referenceTo'>>,
  ): void {
    this.#editor.changeField(this.#requireModel(objectName), fieldName, changes);
  }

  setSharingModel(objectName: string, sharingModel: SharingModel): void {
    const model = this.#requireModel(objectName);
    const column = DEFAULT_COLUMNS[model.name.toLowerCase()];
    if (column === undefined) {
      this.#editor.setSharingModel(model, sharingModel);
    } else {
      this.writeSilently('Organization', this.organizationId, { [column]: LEVEL_OF_MODEL[sharingModel] });
      this.#access.forget();
    }
  }

  schemaModifiedAt(): number {
    return this.#editor.modifiedAt();
  }

  #requireModel(name: string): ObjectModel {
    const model = this.#schema.get(name);
    if (model === undefined) throw new Error(`The org has no object named ${name}.`);
    return model;
  }

  access(userId: string, objectName: string): ObjectAccess {
    const model = this.#schema.get(objectName);
    return model === undefined ? NO_ACCESS : this.#access.access(userId, model);
  }

  get setup(): OrgSetup {
    return this.#setup;
  }

  changeSetup(changes: Partial<OrgSetup>): void {
    this.#setup = { ...this.#setup, ...changes };
    this.#store.writeSetting('setup', JSON.stringify(this.#setup));
    this.#editor.markChanged();
  }

  recalculateRollUps(objectName?: string): number {
    return this.#transactions.runNow(() =>
      recalculateAllRollUps(this.#opened.database, this.#schema, this.#formulaGlobals(''), objectName),
    );
  }

  #readSetup(): Partial<OrgSetup> {
    return JSON.parse(this.#store.readSetting('setup') ?? '{}') as Partial<OrgSetup>;
  }

  recordTypes(userId: string, objectName: string): readonly RecordTypeInfo[] {
    return recordTypesOf({ rows: this.#rows, schema: this.#schema, setup: this.#setup }, userId, objectName);
  }

  hasPermission(userId: string, permission: string): boolean {
    return this.#access.hasPermission(userId, permission);
  }

  atomically<T>(body: () => T, keep: (result: T) => boolean): T {
    try {
      return this.#transactions.run(() => {
        const result = body();
        if (!keep(result)) throw new NotKept(result);
        return result;
      });
    } catch (error) {
      if (error instanceof NotKept) return error.result as T;
      throw error;
    } finally {
      this.#access.forget();
      if (!this.#transactions.open) this.#store.flushCounters();
    }
  }

  save(caller: Caller, operations: readonly SaveOperation[], options: SaveOptions): SaveResult[] {
    for (const operation of operations) if (operation.kind === 'delete') this.#refreshProvided(operation);
    this.#recycleBin.sweep();
    const context = this.#saveContext(caller, options);
    try {
      return this.#transactions.run(() => this.#applyAll(context, operations, options.allOrNone));
    } catch (error) {
      if (error instanceof RolledBack) return error.results;
      throw error;
    } finally {
      if ([...context.touched].some((name) => PERMISSION_OBJECTS.has(name))) this.#access.forget();
      if (!this.#transactions.open) this.#store.flushCounters();
    }
  }

  writeSilently(objectName: string, id: string, values: Readonly<Row>): void {
    const model = this.#requireModel(objectName);
    this.#transactions.runNow(() => this.#rows.update(model, id, values));
  }

  provideRows(objectName: string, rows: () => Iterable<Readonly<Row>>): void {
    this.#provided.provide(objectName, rows);
  }

  #refreshProvided({ object, id }: { readonly object: string | null; readonly id: string }): void {
    const model = object === null ? this.#schema.byPrefix(id.slice(0, 3)) : this.#schema.get(object);
    if (model !== undefined) this.#provided.refresh(model);
  }

  onCommit(listener: CommitListener): void {
    this.#transactions.listen(listener);
  }

  #saveContext(caller: Caller, options: SaveOptions): SaveContext {
    const context: SaveContext = {
      caller,
      options,
      platform: platformWrites(() => context),
      setup: this.#setup,
      locks: this.locks,
      now: () => this.clock.now(),
      record: (change) => this.#transactions.record({ ...change, caller }),
      stamp: new Date(Math.floor(this.clock.now() / 1000) * 1000).toISOString(),
      schema: this.#schema,
      access: this.#access,
      sharing: this.#sharing,
      rows: this.#rows,
      store: this.#store,
      newId: (model) => newId(this.#store, model),
      touched: new Set(),
    };
    return context;
  }

  #applyAll(context: SaveContext, operations: readonly SaveOperation[], allOrNone: boolean): SaveResult[] {
    const results = operations.map((operation): SaveResult => {
      try {
        return this.#transactions.run(() => applyOperation(context, operation));
      } catch (error) {
        if (!(error instanceof RowFailure)) throw error;
        return { success: false, id: idOf(operation), errors: error.errors };
      }
    });
    if (!allOrNone || results.every((result) => result.success)) return results;
    const message =
      'Record rolled back because not all records were valid and the request was using AllOrNone header';
    const rolledBack = rowError('ALL_OR_NONE_OPERATION_ROLLED_BACK', message);
    throw new RolledBack(
      results.map((result, index) => {
        const operation = operations[index];
        if (!result.success || operation === undefined) return result;
        return { success: false, id: idOf(operation), errors: [rolledBack] };
      }),
    );
  }

  retrieve(caller: Caller, objectName: string, id: string): Row | undefined {
    this.#recycleBin.sweep();
    const model = this.#schema.get(objectName);
    const id18 = toId18(id);
    if (model === undefined || id18 === undefined) return undefined;
    const access = this.#access.access(caller.userId, model);
    const row = access.read ? this.#rows.read(model, id18) : undefined;
    if (row === undefined || !this.#sharing.allows(caller.userId, model, id18, 'read')) return undefined;
    const readable: Row = {};
    for (const field of model.definition.fields) {
      if (!(isStored(field) || isFormula(field)) || !access.canReadField(field.name)) continue;
      const value = isFormula(field)
        ? this.#formulaValue(caller, model, field, row)
        : (row[field.name] ?? null);
      readable[field.name] = field.type === 'boolean' ? value === 1 : value;
    }
    return readable;
  }

  #formulaGlobals(userId: string): FormulaGlobals {
    return formulaGlobals({
      schema: this.#schema,
      rows: this.#rows,
      userId,
      now: () => this.clock.now(),
    });
  }

  #formulaValue(caller: Caller, model: ObjectModel, field: FieldDefinition, row: Row): Scalar {
    return formulaFieldValue((name) => this.#schema.get(name), model, field, {
      ...this.#formulaGlobals(caller.userId),
      row,
      before: undefined,
      read: (parent, id) => this.#rows.read(parent, id),
    });
  }

  findIds(caller: Caller, objectName: string, fieldName: string, value: string): readonly string[] {
    const model = this.#schema.get(objectName);
    const field = model?.field(fieldName);
    if (model === undefined || field === undefined) return [];
    if (!this.#access.access(caller.userId, model).canReadField(field.name)) return [];
    const key = normaliseKey(field, value);
    const ids = key === undefined ? [] : this.#rows.findIds(model, field.name, key);
    return ids.filter((id) => this.#sharing.allows(caller.userId, model, id, 'read'));
  }

  query(caller: Caller, soql: string, options: QueryOptions): QueryPage {
    this.#recycleBin.sweep();
    return runQuery(this.#queries, caller, soql, options);
  }

  queryMore(caller: Caller, locator: string, options: QueryOptions): QueryPage {
    return runQueryMore(this.#queries, caller, locator, options);
  }

  flatQuery(caller: Caller, soql: string, options: { readonly includeDeleted: boolean }): FlatQuery {
    this.#recycleBin.sweep();
    return runFlatQuery(this.#queries, caller, soql, options, () => this.#opened.openReader());
  }

  removedBetween(
    caller: Caller,
    objectName: string,
    from: string,
    to: string,
  ): readonly { readonly id: string; readonly deletedAt: string }[] {
    this.#recycleBin.sweep();
    const model = this.#schema.get(objectName);
    if (model === undefined) return [];
    const parts = { database: this.#opened.database, schema: this.#schema, sharing: this.#sharing };
    return reachedGoneRows(parts, caller.userId, model, this.#rows.removedBetween(model, from, to));
  }

  countRows(objectName: string): number {
    const model = this.#schema.get(objectName);
    if (model === undefined || model.definition.kind === 'platformEvent') return 0;
    const live = model.hasIsDeleted ? ' where "IsDeleted" = 0' : '';
    const row = this.#opened.database
      .prepare(`select count(*) as n from ${tableName(model.name)}${live}`)
      .get();
    return Number(row?.['n']);
  }

  load(objectName: string, rows: Iterable<Readonly<Row>>): number {
    return this.#loader.load(this.#requireModel(objectName), rows);
  }

  generateRows(objectName: string, count: number, columns: Readonly<Record<string, string>>): void {
    this.#loader.generate(this.#requireModel(objectName), count, columns);
  }

  holdTransactions(): { readonly id: string } {
    return { id: this.#transactions.hold() };
  }

  releaseTransactions(id: string): number {
    const released = this.#transactions.release(id);
    this.#access.forget();
    return released;
  }

  reset(): void {
    const { database } = this.#opened;
    this.#transactions.forgetHeld();
    this.locks.clear();
    this.#recycleBin.forget();
    this.#setup = NEW_ORG_SETUP;
    this.#rows.forgetStatements();
    const tables = database
      .prepare(`select name from sqlite_schema where type = 'table' and name like 'o\\_%' escape '\\'`)
      .all();
    for (const table of tables) database.exec(`drop table ${quote(String(table['name']))}`);
    database.exec('delete from sim_locator_row; delete from sim_locator');
    const { organizationId } = this;
    this.#store.clear();
    this.#schema.clear();
    this.#definitions.forget();
    this.#initialise(organizationId);
  }

  close(): void {
    this.#opened.close();
  }

  #fiscalYearStartMonth(): number {
    const model = this.#schema.get('Organization');
    const row = model === undefined ? undefined : this.#rows.read(model, this.organizationId);
    return Number(row?.['FiscalYearStartMonth'] ?? 1);
  }
}

function idOf(operation: SaveOperation): string | null {
  return 'id' in operation ? operation.id : null;
}
