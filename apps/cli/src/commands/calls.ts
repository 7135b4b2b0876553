import type { CallReport } from '@sync-user/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { createContext } from '../context.ts';
import { bar, sparkline } from '../output/bar.ts';
import { formatAmount, formatCount, formatSeconds, formatTime, parseSince } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';

const BAR_WIDTH = 40;
const BUCKETS = 60;
const TOP_OBJECTS = 10;

export function addCalls(program: Command): void {
  program
    .command('calls')
    .description('API calls by cause')
    .option(
      '--since <time>',
      'how far back: 30m, 24h, 7d, or an ISO 8601 instant',
      parseInstant,
      parseInstant('24h'),
    )
    .action(async ({ since }: { since: Date }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const spanSeconds = (Date.now() - since.getTime()) / 1000;
      const report = await client.readCalls({
        workspace: await workspace(),
        since: since.toISOString(),
        bucketSeconds: bucketSecondsFor(spanSeconds),
      });
      if (json) terminal.json(report);
      else printCalls(terminal, report, Date.now());
    });
}

/** Whole minutes, so that the chart has at most some sixty bars. */
function bucketSecondsFor(spanSeconds: number): number {
  const seconds = Math.ceil(Math.floor(spanSeconds / 60) / BUCKETS) * 60;
  return Math.min(86_400, Math.max(60, seconds));
}

function printCalls(terminal: Terminal, report: CallReport, nowMs: number): void {
  const since = formatTime(report.since, nowMs);
  terminal.line(terminal.style('bold', `${formatAmount(report.total, 'call')} since ${since}`));
  if (report.org !== null) {
    const { used, limit, at } = report.org;
    terminal.line(
      `The org has used ${formatCount(used)} of ${formatCount(limit)} in 24 hours, all clients together (${formatTime(at, nowMs)}).`,
    );
  }
  if (report.total === 0) return;

  const causes = Object.entries(report.byCause).sort(([, a], [, b]) => b - a);
  const top = Math.max(...causes.map(([, calls]) => calls));
  terminal.line();
  printTable(
    terminal,
    [
      { title: 'CAUSE', value: ([cause]) => cause },
      { title: 'CALLS', value: ([, calls]) => formatCount(calls), align: 'right' },
      { title: '', value: ([, calls]) => terminal.style('cyan', bar(calls / top, BAR_WIDTH)) },
    ],
    causes,
  );

  const perBucket = report.buckets.map(({ byCause }) =>
    Object.values(byCause).reduce((sum, calls) => sum + calls, 0),
  );
  terminal.line();
  terminal.line(terminal.style('cyan', sparkline(perBucket)));
  terminal.line(
    terminal.style(
      'dim',
      `each ${formatSeconds(report.bucketSeconds)}; highest ${formatCount(Math.max(0, ...perBucket))}`,
    ),
  );

  terminal.line();
  printTable(
    terminal,
    [
      { title: 'OBJECT', value: ({ object }) => object ?? '(several)' },
      { title: 'CAUSE', value: ({ cause }) => cause },
      { title: 'BY', value: ({ transport }) => transport },
      { title: 'CALLS', value: ({ calls }) => formatCount(calls), align: 'right' },
    ],
    [...report.byObject].sort((a, b) => b.calls - a.calls).slice(0, TOP_OBJECTS),
  );
}

function parseInstant(text: string): Date {
  const instant = parseSince(text, Date.now());
  if (instant !== undefined && instant.getTime() < Date.now()) return instant;
  throw new InvalidArgumentError('Use a span such as 30m, 24h or 7d, or an ISO 8601 instant in the past.');
}
