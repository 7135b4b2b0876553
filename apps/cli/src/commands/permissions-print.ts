import type { PermissionDiffLine, PreflightReport, RepairPlan, RepairResult } from '@sync-user/contract';
import { formatAmount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Style, type Terminal, toLine } from '../output/terminal.ts';

type Check = PreflightReport['checks'][number];

const MARKS: Readonly<Record<Check['status'], readonly [mark: string, style: Style]>> = {
  pass: ['✓', 'green'],
  warn: ['!', 'yellow'],
  fail: ['✗', 'red'],
  unknown: ['?', 'dim'],
  not_needed: ['–', 'dim'],
};

/** The report: the verdict, notices, one line a check, and below it what to do about those that did not pass. */
export function printReport(terminal: Terminal, report: PreflightReport, all: boolean): void {
  const [mark, style] = MARKS[report.verdict];
  terminal.line(`${terminal.style(style, mark)} ${toLine(report.headline)}`);
  terminal.line(
    terminal.style(
      'dim',
      `  ${toLine(report.username)}, policy ${report.policy}, ${formatAmount(report.calls, 'API call')}` +
        (report.inspectedBy === null ? '' : `, with the sight of ${toLine(report.inspectedBy)}`),
    ),
  );
  for (const { title, text } of report.notices) {
    terminal.line();
    terminal.line(terminal.style('bold', toLine(title)));
    terminal.line(`  ${toLine(text)}`);
  }
  terminal.line();
  const shown = report.checks.filter(({ status }) => all || status !== 'not_needed');
  printTable<Check>(
    terminal,
    [
      { title: '', value: ({ status }) => terminal.style(MARKS[status][1], MARKS[status][0]) },
      { title: 'CHECK', value: ({ id }) => id },
      { title: '', value: ({ summary }) => toLine(summary) },
    ],
    shown,
  );
  for (const check of shown) {
    if (check.status !== 'fail' && check.status !== 'warn') continue;
    terminal.line();
    terminal.line(`${terminal.style(MARKS[check.status][1], MARKS[check.status][0])} ${toLine(check.title)}`);
    for (const { asked, answered, as } of all ? check.evidence : []) {
      terminal.line(
        terminal.style('dim', `  asked as ${toLine(as)}: ${toLine(asked)} – ${toLine(answered)}`),
      );
    }
    if (check.consequence !== null) terminal.line(`  ${toLine(check.consequence)}`);
    if (check.remedy !== null) {
      const byUs = check.remedy.canApply ? ' (or: sync-user permissions apply)' : '';
      terminal.line(`  → ${toLine(check.remedy.text)} ${toLine(check.remedy.where)}${byUs}`);
      if (check.remedy.url !== null) terminal.line(terminal.style('dim', `    ${check.remedy.url}`));
    }
  }
}

export function printPlan(terminal: Terminal, plan: RepairPlan, all: boolean): void {
  const { lines, username, permissionSet } = plan;
  const lacking = lines.filter(({ change }) => change === 'add');
  terminal.line(
    lacking.length === 0
      ? `${terminal.style('green', '✓')} ${toLine(username)} has everything that is needed.`
      : `${toLine(username)} lacks ${lacking.length} of ${formatAmount(lines.length, 'permission')}.`,
  );
  terminal.line();
  printTable<PermissionDiffLine>(
    terminal,
    [
      {
        title: '',
        value: ({ change }) => (change === 'add' ? terminal.style('green', '+') : ''),
      },
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'NAME', value: ({ name }) => toLine(name) },
      { title: 'NEEDED', value: ({ needed }) => toLine(needed) },
      { title: 'HAS', value: ({ has }) => toLine(has) },
    ],
    all ? lines : lacking,
  );
  if (lacking.length === 0) return;
  terminal.line();
  for (const { text, rows } of plan.steps) {
    terminal.line(`  ${toLine(text)} ${terminal.style('dim', formatAmount(rows, 'row'))}`);
  }
  terminal.line();
  const set = `${permissionSet.label} (${permissionSet.name})`;
  terminal.line(
    plan.cannotApply === null
      ? `As ${toLine(plan.applyAs ?? '')}, about ${formatAmount(plan.calls, 'API call')}: sync-user permissions apply`
      : `${terminal.style('red', '✗')} ${toLine(plan.cannotApply)} Export ${set} instead: sync-user permissions export --dir DIR`,
  );
}

const OUTCOMES: Readonly<
  Record<RepairResult['steps'][number]['outcome'], readonly [mark: string, style: Style]>
> = {
  done: ['✓', 'green'],
  failed: ['✗', 'red'],
  undone: ['↶', 'yellow'],
  not_done: ['–', 'dim'],
  not_undone: ['✗', 'red'],
};

export function printResult(terminal: Terminal, result: RepairResult): void {
  const [mark, style] =
    result.outcome === 'rolled_back' ? (['✗', 'red'] as const) : (['✓', 'green'] as const);
  terminal.line(`${terminal.style(style, mark)} ${toLine(result.message)}`);
  for (const { text, outcome, detail } of result.steps) {
    const [stepMark, stepStyle] = OUTCOMES[outcome];
    const more = detail === null ? '' : terminal.style('dim', ` ${toLine(detail)}`);
    terminal.line(
      `  ${terminal.style(stepStyle, stepMark)} ${outcome.replace('_', ' ').padEnd(10)} ${toLine(text)}${more}`,
    );
  }
  if (result.report === null) return;
  terminal.line();
  printReport(terminal, result.report, false);
}
