import type { CompletenessVerdict, ObjectCompleteness } from '@sync-user/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../cli-error.ts';
import { type Context, createContext } from '../context.ts';
import { formatAgo, formatAmount, formatCount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import type { Style, Terminal } from '../output/terminal.ts';
import { toLine } from '../output/terminal.ts';
import { addCompletenessReport } from './completeness-report.ts';
import { timeoutOption } from './wait-options.ts';

const TIMEOUT_SECONDS = 600;
const LOOK_AGAIN_MS = 1000;

/** `sync-user completeness`: what is proven to be the same in the org and in the mirror. */
export function addCompleteness(program: Command): void {
  const completeness = program
    .command('completeness')
    .description('what is proven to be the same in Salesforce and in the mirror');
  addShow(completeness);
  addRun(completeness);
  addEvery(completeness);
  addCompletenessReport(completeness);
}

function addShow(completeness: Command): void {
  completeness
    .command('show [object]', { isDefault: true })
    .description('the last comparison of every object, or everything about one')
    .action(async (object: string | undefined, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      if (object !== undefined) {
        const detail = await client.readObjectCompleteness({ workspace: await workspace(), object });
        if (json) return terminal.json(detail);
        terminal.line(`${detail.object}: ${verdict(terminal, detail.verdict)}`);
        terminal.line(toLine(detail.text));
        if (detail.drift.length === 0) return;
        terminal.line();
        return printTable(
          terminal,
          [
            { title: 'RECORD', value: (row) => row.recordId },
            { title: 'WHAT', value: (row) => row.kind },
            { title: 'COLUMNS', value: (row) => toLine(row.columns.join(', ')) },
            { title: 'ORG', value: (row) => row.orgStamp ?? '–' },
            { title: 'MIRROR', value: (row) => row.mirrorStamp ?? '–' },
            { title: 'MENDED', value: (row) => (row.repaired ? 'yes' : 'no') },
            { title: 'FOUND', value: (row) => row.foundAt },
          ],
          detail.drift,
        );
      }
      const answer = await client.readCompleteness({ workspace: await workspace() });
      if (json) return terminal.json(answer);
      printObjects(terminal, answer.objects);
      terminal.line();
      terminal.line(
        answer.everyHours === 0
          ? 'Objects are compared only when asked: sync-user completeness run'
          : `Every object is compared every ${formatAmount(answer.everyHours, 'hour')}.`,
      );
    });
}

function addRun(completeness: Command): void {
  completeness
    .command('run [objects...]')
    .description('compare now, and repair what differs; fails when something could not be mended')
    .addOption(timeoutOption().default(TIMEOUT_SECONDS))
    .option('--no-wait', 'return at once')
    .action(async (objects: string[], options: { timeout: number; wait: boolean }, command: Command) => {
      const context = createContext(command);
      const { client, terminal, json } = context;
      const workspace = await context.workspace();
      const accepted = await client.takeCensus({ workspace, ...(objects.length > 0 && { objects }) });
      if (!options.wait) return json ? terminal.json(accepted) : terminal.line(accepted.message);
      const wanted = new Set(objects.map((name) => name.toLowerCase()));
      const taken = (await untilTaken(context, workspace, options.timeout)).filter(
        ({ object }) => wanted.size === 0 || wanted.has(object.toLowerCase()),
      );
      if (taken.some(({ verdict: said }) => said === 'drift' || said === 'unknown')) process.exitCode = 1;
      if (json) return terminal.json({ objects: taken });
      printObjects(terminal, taken);
      for (const { object, verdict: said, text } of taken)
        if (said === 'drift' || said === 'unknown') terminal.line(`${object}: ${toLine(text)}`);
    });
}

async function untilTaken(
  { client }: Context,
  workspace: string,
  timeoutSeconds: number,
): Promise<readonly ObjectCompleteness[]> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const answer = await client.readCompleteness({ workspace });
    if (answer.running.length === 0) return answer.objects;
    if (Date.now() > deadline) {
      throw new CliError('TIMEOUT', {
        title: 'The comparison is not done yet',
        detail: `${answer.running.join(', ')} after ${timeoutSeconds} seconds.`,
        fix: 'It goes on by itself. See sync-user completeness.',
      });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function addEvery(completeness: Command): void {
  completeness
    .command('every')
    .argument('<hours>', '1 to 720; 0: only when asked', (text) => {
      if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Not a whole number of hours.');
      return Number(text);
    })
    .description('how often every object is compared')
    .action(async (everyHours: number, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.changeCompleteness({ workspace: await workspace(), everyHours });
      if (json) return terminal.json(answer);
      terminal.line(
        answer.everyHours === 0
          ? 'Objects are compared only when asked now.'
          : `Every object is compared every ${formatAmount(answer.everyHours, 'hour')} now.`,
      );
    });
}

function printObjects(terminal: Terminal, objects: readonly ObjectCompleteness[]): void {
  if (objects.length === 0) return terminal.line('No object is selected.');
  const now = Date.now();
  printTable(
    terminal,
    [
      { title: 'OBJECT', value: ({ object }) => object },
      { title: 'IS', value: (object) => verdict(terminal, object.verdict) },
      { title: 'ORG', value: ({ lastRun }) => rows(lastRun?.rowsInOrg), align: 'right' },
      { title: 'MIRROR', value: ({ lastRun }) => rows(lastRun?.rowsInMirror), align: 'right' },
      { title: 'FOUND', value: ({ lastRun }) => rows(lastRun && foundRows(lastRun)), align: 'right' },
      { title: 'MENDED', value: ({ lastRun }) => rows(lastRun?.repaired), align: 'right' },
      { title: 'COMPARED', value: ({ lastRun }) => formatAgo(lastRun?.finishedAt ?? null, now) },
    ],
    objects,
  );
}

function foundRows(run: NonNullable<ObjectCompleteness['lastRun']>): number {
  return run.missing + run.extra + run.stale + run.wrong;
}

function rows(count: number | null | undefined): string {
  return count === null || count === undefined ? '–' : formatCount(count);
}

const COLOURS: Readonly<Record<CompletenessVerdict, Style>> = {
  complete: 'green',
  repaired: 'green',
  drift: 'red',
  unknown: 'yellow',
};

function verdict(terminal: Terminal, said: CompletenessVerdict): string {
  return terminal.style(COLOURS[said], said);
}
