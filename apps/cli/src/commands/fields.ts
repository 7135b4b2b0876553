import type { FieldInfo, ObjectFields } from '@sync-user/contract';
import { type Command, Option } from 'commander';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';
import { formatAgo, formatAmount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';
import { printSchemaChanges } from './schema-changes.ts';

/** `sync-user fields`: which fields and rows of an object are mirrored. */
export function addFields(program: Command): void {
  const fields = program
    .command('fields <object>')
    .description('every field the sync user sees of an object; with a subcommand: add, remove, hide')
    .option('--all', 'those that are not mapped, too')
    .action(async (object: string, options: { all?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listFields({ workspace: await workspace(), object });
      if (json) terminal.json(answer);
      else printFields(terminal, answer, options.all === true);
    });
  addChange(fields, 'add', 'map fields; their columns alone are filled');
  addChange(fields, 'remove', 'read fields no more; their columns go after some days');
  addChange(
    fields,
    'hide',
    'keep fields private: their values are deleted at once and never asked for again',
  );
  addChange(fields, 'show', 'fields that were private may be added again');
  addRefresh(fields);
  addFilter(fields);
  addSettings(program);
}

type Verb = 'add' | 'remove' | 'hide' | 'show';
const PARAMETERS = { add: 'add', remove: 'remove', hide: 'private', show: 'shown' } as const;

function addChange(fields: Command, verb: Verb, description: string): void {
  const command = fields.command(`${verb} <object> <names...>`).description(description);
  if (verb === 'hide') command.option('-y, --yes', 'do not ask');
  command.action(async (object: string, names: string[], options: { yes?: boolean }, self: Command) => {
    const { client, terminal, json, workspace } = createContext(self);
    if (verb === 'hide') {
      await confirm(
        `The values of ${names.join(', ')} of ${object} are deleted from table, tombstones and feed. Go on?`,
        options.yes === true,
      );
    }
    const answer = await client.changeFields({
      workspace: await workspace(),
      object,
      [PARAMETERS[verb]]: names,
    });
    if (json) terminal.json(answer);
    else printFields(terminal, answer, false);
  });
}

function addRefresh(fields: Command): void {
  fields
    .command('refresh <object>')
    .description('compare the fields with the org’s now')
    .action(async (object: string, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.refreshObjectFields({ workspace: await workspace(), object });
      if (json) terminal.json(answer);
      else printSchemaChanges(terminal, answer.changes);
    });
}

function addFilter(fields: Command): void {
  fields
    .command('filter <object> [condition]')
    .description('mirror only rows that meet a SOQL condition; --none: all rows again')
    .option('--none', 'all rows')
    .option('--check', 'count what would match, and change nothing')
    .action(
      async (
        object: string,
        condition: string | undefined,
        options: { none?: boolean; check?: boolean },
        command: Command,
      ) => {
        const { client, terminal, json, workspace } = createContext(command);
        if (condition === undefined && options.none !== true) {
          const { rowFilter } = await client.listFields({ workspace: await workspace(), object });
          if (json) terminal.json({ object, filter: rowFilter });
          else terminal.line(toLine(rowFilter ?? 'All rows are mirrored.'));
          return;
        }
        const answer = await client.setRowFilter({
          workspace: await workspace(),
          object,
          filter: condition ?? null,
          checkOnly: options.check === true,
        });
        if (json) {
          terminal.json(answer);
          return;
        }
        terminal.line(
          `${answer.applied ? 'Mirrored' : 'Would be mirrored'}: ${formatAmount(answer.matching, 'row')} of ${answer.total}`,
        );
        terminal.line(toLine(answer.why));
      },
    );
}

function addSettings(program: Command): void {
  program
    .command('field-settings')
    .description('what becomes of new fields of the org')
    .addOption(
      new Option('--policy <policy>', 'add: by themselves; ask: an admin decides').choices(['add', 'ask']),
    )
    .action(async (options: { policy?: 'add' | 'ask' }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      const answer =
        options.policy === undefined
          ? await client.readFieldSettings({ workspace: slug })
          : await client.changeFieldSettings({ workspace: slug, policy: options.policy });
      if (json) {
        terminal.json(answer);
        return;
      }
      terminal.line(
        answer.policy === 'add'
          ? 'New custom fields are added by themselves.'
          : 'New custom fields wait for an admin: sync-user schema-changes --waiting',
      );
      terminal.line(`Removed fields keep their columns for ${formatAmount(answer.removedFieldDays, 'day')}.`);
      if (answer.timeZone !== null) terminal.line(`A day begins at midnight in ${answer.timeZone}.`);
    });
}

function printFields(terminal: Terminal, answer: ObjectFields, all: boolean): void {
  const nowMs = Date.now();
  const shown = all
    ? answer.fields
    : answer.fields.filter(({ state }) => state !== 'available' && state !== 'not_syncable');
  printTable<FieldInfo>(
    terminal,
    [
      { title: 'FIELD', value: ({ name }) => name },
      {
        title: 'TYPE',
        value: ({ type, columnType }) => `${type} ${terminal.style('dim', columnType ?? '')}`,
      },
      { title: 'STATE', value: (field) => (field.filling ? 'filling' : field.state) },
      { title: 'FRESH BY', value: ({ freshness, state }) => (state === 'mapped' ? freshness : '') },
      { title: 'AS OF', value: ({ asOf }) => (asOf === null ? '' : formatAgo(asOf, nowMs)) },
      { title: '', value: ({ why }) => terminal.style('dim', toLine(why ?? '')) },
    ],
    shown,
  );
  const { backfill, rowFilter } = answer;
  if (backfill !== null && (backfill.phase === 'reading' || backfill.phase === 'tail'))
    terminal.line(
      `Filling ${backfill.fields.join(', ')}: ${backfill.rowsRead} of ${backfill.rowsExpected ?? 'unknown'} rows`,
    );
  if (rowFilter !== null) terminal.line(`Rows: ${toLine(rowFilter)}`);
  if (!all) terminal.line(terminal.style('dim', 'More, not mapped: --all'));
}
