import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { formatAgo, formatAmount } from '../output/format.ts';
import { describeLoad } from '../output/load-progress.ts';
import { printObjects } from '../output/objects-table.ts';
import { printTable } from '../output/table.ts';
import { toLine } from '../output/terminal.ts';
import { addObjectsAdd } from './objects-add.ts';
import { addObjectsLoad } from './objects-load.ts';
import { addObjectsLoads } from './objects-loads.ts';
import { addObjectsRemove } from './objects-remove.ts';
import { addObjectsSet } from './objects-set.ts';

export function addObjects(program: Command): void {
  const objects = program
    .command('objects')
    .description('the selected objects; with a subcommand: choose, load, remove')
    .action(async (_options: object, command: Command) => {
      const context = createContext(command);
      const answer = await context.client.listObjects({ workspace: await context.workspace() });
      if (context.json) context.terminal.json(answer);
      else printObjects(context.terminal, answer.objects, Date.now());
    });
  addAvailable(objects);
  addShow(objects);
  addObjectsAdd(objects);
  addObjectsLoad(objects);
  addObjectsLoads(objects);
  addObjectsRemove(objects);
  addObjectsSet(objects);
}

function addAvailable(objects: Command): void {
  objects
    .command('available')
    .description('objects the sync user can see')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listAvailableObjects({ workspace: await workspace() });
      if (json) return terminal.json(answer);
      printTable(
        terminal,
        [
          { title: 'OBJECT', value: ({ name }) => name },
          { title: 'LABEL', value: ({ label }) => toLine(label) },
          {
            title: '',
            value: ({ selected, recommended, notSyncable }) => {
              if (selected) return terminal.style('green', 'selected');
              if (notSyncable !== null) return terminal.style('dim', toLine(notSyncable));
              return recommended ? terminal.style('cyan', 'recommended') : '';
            },
          },
        ],
        answer.objects,
      );
    });
}

function addShow(objects: Command): void {
  objects
    .command('show <name>')
    .description('one selected object with its fields')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const object = await client.readObject({ workspace: await workspace(), object: name });
      if (json) return terminal.json(object);
      const nowMs = Date.now();
      terminal.line(`${terminal.style('bold', object.name)}  ${toLine(object.label)}`);
      terminal.line(`  ${describeLoad(object, undefined)}, table ${object.table}`);
      terminal.line(
        `  fresh as of ${formatAgo(object.freshAsOf, nowMs)}, last change ${formatAgo(object.lastChangeAt, nowMs)}`,
      );
      if (object.trouble !== null) {
        terminal.line(
          `  ${terminal.style('red', '✗')} ${toLine(object.trouble.title)}: ${toLine(object.trouble.message)}`,
        );
        terminal.line(`    → ${toLine(object.trouble.fix)}`);
      }
      terminal.line();
      printTable(
        terminal,
        [
          { title: 'FIELD', value: (field) => field.name },
          { title: 'LABEL', value: (field) => toLine(field.label) },
          { title: 'TYPE', value: (field) => field.type },
          { title: 'COLUMN', value: (field) => `${field.column} ${terminal.style('dim', field.columnType)}` },
          {
            title: '',
            value: (field) =>
              field.trouble === null ? '' : terminal.style('red', toLine(field.trouble.title)),
          },
        ],
        object.fields,
      );
      terminal.line(terminal.style('dim', formatAmount(object.fields.length, 'field')));
    });
}
