import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { ConfigurationOutcome, ConfigurationSnapshot } from '@sync-user/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../cli-error.ts';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';
import { formatAmount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';
import { printConfigurationPlan } from './configuration-print.ts';

interface FileOptions {
  readonly exact?: boolean;
  readonly yes?: boolean;
}

const EXACT = [
  '--exact',
  'also stop what the file does not name: objects, fields, and privacy of fields',
] as const;

/** `sync-user configuration`: from one workspace to another, such as from a sandbox’s to production’s. */
export function addConfiguration(program: Command): void {
  const configuration = program
    .command('configuration')
    .description('take objects, fields, filters and settings from one workspace to another, as a file');
  addExport(configuration);
  addPlan(configuration);
  addApply(configuration);
  addRollBack(configuration);
  addSnapshots(configuration);
}

function addExport(configuration: Command): void {
  configuration
    .command('export')
    .description('the workspace’s settings as a file, by developer names: no ids, no secrets')
    .option('-o, --out <file>', 'write it there; without it, it is printed')
    .option('--force', 'replace a file that is there')
    .action(async (options: { out?: string; force?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const { out } = options;
      if (out !== undefined && options.force !== true && existsSync(out))
        throw new CliError('USAGE', { title: `${out} is there already`, fix: 'Replace it with --force.' });
      const file = await client.exportConfiguration({ workspace: await workspace() });
      if (out !== undefined) writeFileSync(out, file.text);
      if (json) return terminal.json(file);
      for (const { path, message } of file.notes) terminal.note(toLine(`${path}: ${message}`));
      if (out === undefined) return terminal.raw(file.text);
      const what = `${formatAmount(file.objects, 'object')} and ${formatAmount(file.fields, 'field')}`;
      terminal.line(`${terminal.style('green', '✓')} ${what} written to ${out}`);
      terminal.line(
        `Look at the difference in the other workspace: sync-user -w OTHER configuration plan ${out}`,
      );
    });
}

function addPlan(configuration: Command): void {
  configuration
    .command('plan <file>')
    .description('what a file would change here, load and cost, and what the org lacks; - reads stdin')
    .option(...EXACT)
    .action(async (path: string, options: FileOptions, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const file = await readFile(path);
      const exact = options.exact === true;
      const plan = await client.planConfiguration({ workspace: await workspace(), file, exact });
      if (json) terminal.json(plan);
      else printConfigurationPlan(terminal, plan);
      // So that a pipeline stops here.
      if (!plan.canApply) process.exitCode = 1;
    });
}

function addApply(configuration: Command): void {
  configuration
    .command('apply <file>')
    .description('set the workspace to what a file says: all of it or nothing; what was before is kept')
    .option(...EXACT)
    .option('-y, --yes', 'do not ask')
    .action(async (path: string, options: FileOptions, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const question = {
        workspace: await workspace(),
        file: await readFile(path),
        exact: options.exact === true,
      };
      const plan = await client.planConfiguration(question);
      if (!json) printConfigurationPlan(terminal, plan);
      if (plan.canApply && plan.changes.length > 0) {
        const lines = formatAmount(plan.changes.length, 'line');
        await confirm(
          `${lines} of difference are applied to ${plan.to.workspace}. Go on?`,
          options.yes === true,
        );
      }
      const outcome = await client.applyConfiguration({ ...question, version: plan.version });
      printOutcome(terminal, json, outcome, 'Applied.');
    });
}

function addRollBack(configuration: Command): void {
  configuration
    .command('roll-back')
    .description('set the workspace to what it was before a file was applied')
    .option('--snapshot <id>', 'go back to this one; else before the file that was applied last', toId)
    .option('--check', 'show what would change, and change nothing')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { snapshot?: number; check?: boolean; yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const order = {
        workspace: await workspace(),
        ...(options.snapshot !== undefined && { snapshot: options.snapshot }),
      };
      const asked = await client.rollBackConfiguration({ ...order, checkOnly: true });
      if (options.check === true && json) return terminal.json(asked);
      if (!json) printConfigurationPlan(terminal, asked.plan);
      if (options.check === true) return;
      await confirm(
        `${asked.plan.to.workspace} is set to what it was at ${asked.snapshot?.takenAt ?? ''}. Go on?`,
        options.yes === true,
      );
      const id = asked.snapshot?.id;
      const outcome = await client.rollBackConfiguration({
        ...order,
        ...(id !== undefined && { snapshot: id }),
      });
      printOutcome(terminal, json, outcome, 'Rolled back.');
    });
}

function addSnapshots(configuration: Command): void {
  configuration
    .command('snapshots')
    .description('what the workspace was set to before each applied file; newest first')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listConfigurationSnapshots({ workspace: await workspace() });
      if (json) return terminal.json(answer);
      if (answer.snapshots.length === 0) return terminal.line('No file was applied yet.');
      printTable<ConfigurationSnapshot>(
        terminal,
        [
          { title: 'ID', value: ({ id }) => String(id), align: 'right' },
          { title: 'BEFORE', value: ({ takenAt }) => takenAt },
          { title: 'APPLIED BY', value: ({ takenBy }) => toLine(takenBy) },
          { title: 'FROM', value: ({ from }) => toLine(from ?? '–') },
          { title: 'CHANGES', value: ({ changes }) => String(changes), align: 'right' },
          { title: 'ROLLED BACK', value: ({ rolledBackAt }) => rolledBackAt ?? '–' },
        ],
        answer.snapshots,
      );
    });
}

function printOutcome(terminal: Terminal, json: boolean, outcome: ConfigurationOutcome, done: string): void {
  if (json) return terminal.json(outcome);
  if (!outcome.applied) return;
  terminal.line();
  terminal.line(`${terminal.style('green', '✓')} ${done}`);
  if (outcome.plan.loads.length > 0) terminal.line('What is to be loaded is on its way: sync-user status');
  if (outcome.snapshot?.rolledBackAt === null)
    terminal.line(`The way back: sync-user configuration roll-back --snapshot ${outcome.snapshot.id}`);
}

async function readFile(path: string): Promise<string> {
  if (path === '-') return await text(process.stdin);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CliError('USAGE', {
      title: `${path} cannot be read`,
      detail,
      fix: 'Name a configuration file.',
    });
  }
}

function toId(typed: string): number {
  const id = Number(typed);
  if (Number.isInteger(id) && id >= 1) return id;
  throw new InvalidArgumentError('Use the number in the column ID of "sync-user configuration snapshots".');
}
