import type { ConfigurationChange, ConfigurationPlan, ConfigurationProblem } from '@sync-user/contract';
import { formatAmount, formatCount } from '../output/format.ts';
import { type Style, type Terminal, toLine } from '../output/terminal.ts';

const SIGNS: Readonly<Record<ConfigurationChange['kind'], readonly [string, Style]>> = {
  add: ['+', 'green'],
  change: ['~', 'yellow'],
  remove: ['-', 'red'],
};

/** The difference, as people read one: what stands against it first. */
export function printConfigurationPlan(terminal: Terminal, plan: ConfigurationPlan): void {
  for (const problem of plan.problems) printProblem(terminal, problem);
  if (plan.problems.length > 0) terminal.line();
  if (plan.changes.length === 0) {
    terminal.line(`${plan.to.workspace} is as the file says: nothing would change.`);
  } else {
    const settings = plan.changes.filter(({ object }) => object === null);
    if (settings.length > 0) terminal.line(terminal.style('bold', 'Settings'));
    for (const change of settings) printChange(terminal, change);
    for (const object of new Set(plan.changes.flatMap((change) => change.object ?? []))) {
      terminal.line(terminal.style('bold', object));
      for (const change of plan.changes) if (change.object === object) printChange(terminal, change);
    }
  }
  if (plan.onlyHere.length > 0 && !plan.exact)
    terminal.line(terminal.style('dim', `Stay, as the file does not name them: ${plan.onlyHere.join(', ')}`));
  printCost(terminal, plan);
  if (!plan.canApply)
    terminal.line(
      terminal.style('red', 'It cannot be applied: nothing of a file is done unless all of it can be.'),
    );
}

function printProblem(
  terminal: Terminal,
  { severity, path, line, message, fix }: ConfigurationProblem,
): void {
  const mark = severity === 'refused' ? terminal.style('red', '✗') : terminal.style('yellow', '!');
  const where = line === null ? path : `line ${line}, ${path}`;
  terminal.line(`${mark} ${toLine(message)} ${terminal.style('dim', `(${toLine(where)})`)}`);
  terminal.line(`  ${toLine(fix)}`);
}

function printChange(
  terminal: Terminal,
  { kind, subject, name, before, after, effect }: ConfigurationChange,
): void {
  const [sign, style] = SIGNS[kind];
  const what = subject === 'privacy' ? `${name} (privacy)` : name;
  const values =
    before === null || after === null ? toLine(after ?? before ?? '') : toLine(`${before} → ${after}`);
  terminal.line(
    `  ${terminal.style(style, sign)} ${toLine(what)}  ${values}  ${terminal.style('dim', toLine(effect))}`,
  );
}

function printCost(terminal: Terminal, { loads, callsOnce, forecast }: ConfigurationPlan): void {
  if (loads.length > 0) {
    const words = {
      first_load: 'everything',
      columns: 'the new columns',
      rows: 'the rows of the filter',
    } as const;
    terminal.line();
    for (const { object, kind, rows, calls, by } of loads) {
      const size = rows === null ? 'rows unknown' : formatAmount(rows, 'row');
      const cost = calls === null || by === null ? '' : `, about ${formatAmount(calls, 'call')} by ${by}`;
      terminal.line(`Loaded of ${object}: ${words[kind]} (${size}${cost})`);
    }
    terminal.line(`Once: about ${formatAmount(Math.round(callsOnce), 'API call')}.`);
  }
  if (forecast === null) return;
  const [before, after] = [forecast.before.calls, forecast.after.calls].map(Math.round);
  terminal.line(`A day: ${formatCount(after ?? 0)} API calls instead of ${formatCount(before ?? 0)}.`);
  if (!forecast.fits)
    terminal.line(terminal.style('yellow', 'That is more than the budget: intervals would be widened.'));
}
