/**
 * Objects whose rows are other objects' rows, seen another way. Nobody writes them; what is written to their sources shows at
 * once. Source: Object Reference, "TaskWhoRelation": "a derived object", and its like.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectModel } from '../schema/schema.ts';
import { quote, tableName } from './names.ts';

interface View {
  /** The object whose rows they are: `s` in the SQL below. */
  readonly of: string;
  readonly join?: string;
  readonly where?: string;
  /** Columns that are not the source's of the same name, as SQL. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** What a person's or a calendar's id is an id of. */
const TYPE = `(case substr(s."RelationId", 1, 3) when '003' then 'Contact' when '00Q' then 'Lead' when '005' then 'User' when '023' then 'Calendar' end) collate nocase`;
const answered = (status: string): View => ({
  of: 'EventRelation',
  where: `s."Status" = '${status}'`,
  columns: { Type: TYPE },
});

const VIEWS: Readonly<Record<string, View>> = {
  AcceptedEventRelation: answered('Accepted'),
  DeclinedEventRelation: answered('Declined'),
  UndecidedEventRelation: answered('New'),
  EventWhoRelation: {
    of: 'EventRelation',
    where: 's."IsParent" = 1 and s."IsWhat" = 0',
    columns: { Type: TYPE },
  },
  TaskWhoRelation: { of: 'TaskRelation', where: 's."IsWhat" = 0', columns: { Type: TYPE } },
  // A note is a document, and has its id.
  ContentNote: {
    of: 'ContentDocument',
    join: `left join ${tableName('ContentVersion')} as v on v."Id" = s."LatestPublishedVersionId"`,
    where: `s."FileType" = 'SNOTE'`,
    columns: {
      Content: 'v."VersionData"',
      TextPreview: 'v."TextPreview"',
      LatestContentId: 'null',
      IsReadOnly: '0',
    },
  },
};

/** Makes the view of such an object anew. */
export function createView(database: DatabaseSync, model: ObjectModel): void {
  const view = VIEWS[model.name];
  if (view === undefined) throw new Error(`Nothing says whose rows ${model.name} shows.`);
  const { of, join = '', where = 'true', columns = {} } = view;
  const list = model.storedFields.map(
    ({ name }) => `${columns[name] ?? `s.${quote(name)}`} as ${quote(name)}`,
  );
  const name = tableName(model.name);
  database.exec(`drop view if exists ${name}`);
  // Queries break ties by rowid, which a view lacks of its own.
  database.exec(
    `create view ${name} as select s.rowid as rowid, ${list.join(', ')} from ${tableName(of)} as s ${join} where ${where}`,
  );
}
