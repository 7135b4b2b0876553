import type { ApiBudget, Plan, ReadingCost } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { bar } from '../output/bar.ts';
import { formatCount, formatSeconds } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Style, type Terminal, toLine } from '../output/terminal.ts';

const BAR_WIDTH = 30;

export function addPlan(program: Command): void {
  program
    .command('plan')
    .description('how each object is read, what a day costs as planned and as measured, and the API budget')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const plan = await client.readPlan({ workspace: await workspace() });
      if (json) terminal.json(plan);
      else printPlan(terminal, plan);
    });
}

function printPlan(terminal: Terminal, plan: Plan): void {
  const { forecast, measured, modes } = plan;
  printBudget(terminal, plan.budget);
  if (!plan.fits) {
    terminal.line(terminal.style('yellow', 'Intervals are wider than wanted: the budget does not suffice.'));
  }
  terminal.line();
  printTable(
    terminal,
    [
      { title: 'A DAY', value: ([name]) => name },
      { title: 'CALLS', value: ([, cost]) => formatCount(Math.round(cost.calls)), align: 'right' },
      { title: 'EVENTS', value: ([, cost]) => formatCount(Math.round(cost.events)), align: 'right' },
    ],
    [
      ['as planned', forecast],
      [`as measured (${measured.hours} h)`, measured],
      ['with polling alone', modes.poll],
      ...(modes.events === null ? [] : [['with events where possible', modes.events] as const]),
    ] as readonly (readonly [string, ReadingCost])[],
  );
  if (plan.objects.length === 0) return;
  terminal.line();
  printTable(
    terminal,
    [
      { title: 'OBJECT', value: ({ name }) => name },
      { title: 'BY', value: ({ paused, transport }) => (paused ? 'paused' : (transport ?? '–')) },
      { title: 'WANTED', value: ({ intervalSeconds }) => formatSeconds(intervalSeconds), align: 'right' },
      {
        title: 'READ EVERY',
        value: ({ paused, everySeconds }) => (paused ? '–' : formatSeconds(everySeconds)),
        align: 'right',
      },
      { title: 'CHANGES/DAY', value: ({ changesPerDay }) => formatCount(changesPerDay), align: 'right' },
      { title: 'CALLS/DAY', value: ({ cost }) => String(cost.calls), align: 'right' },
      { title: '', value: ({ why }) => terminal.style('dim', toLine(why)) },
    ],
    plan.objects,
  );
}

const LEVELS: Readonly<Record<ApiBudget['level'], Style>> = {
  plenty: 'green',
  tight: 'yellow',
  scarce: 'yellow',
  share_spent: 'red',
  spent: 'red',
};

/** Also under `forecast`. */
export function printBudget(terminal: Terminal, budget: ApiBudget): void {
  terminal.line(`${terminal.style(LEVELS[budget.level], '●')} ${terminal.style('bold', budget.says)}`);
  if (budget.limit === null || budget.used === null || budget.allowed === null) {
    terminal.line('  The org has not said yet how many calls it has.');
    return;
  }
  const { limit, used, ours, allowed } = budget;
  const line = (name: string, part: number, whole: number, words: string): void =>
    terminal.line(
      `  ${name.padEnd(9)} ${terminal.style('cyan', bar(whole === 0 ? 1 : Math.min(1, part / whole), BAR_WIDTH).padEnd(BAR_WIDTH))} ${formatCount(part)} of ${formatCount(whole)} ${words}`,
    );
  line('The org', used, limit, 'calls in 24 hours, all clients together');
  line('Our share', ours, allowed, `(${budget.sharePercent} %; ${budget.floorPercent} % is left to others)`);
}
