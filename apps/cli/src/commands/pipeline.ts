import {
  PIPELINE_INTERVALS,
  type PipelineInterval,
  type PipelinePoint,
  type PipelineStage,
} from '@sync-user/contract';
import { type Command, Option } from 'commander';
import { createContext } from '../context.ts';
import { formatAgo, formatCount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { toLine } from '../output/terminal.ts';

/** `sync-user pipeline`: what stood in each stage over time, from the opportunities' history. */
export function addPipeline(program: Command): void {
  program
    .command('pipeline')
    .description('pipeline and revenue by stage over time, in one currency')
    .option('--from <day>', 'first day (YYYY-MM-DD); a year before the last when absent')
    .option('--to <day>', 'last day; today when absent')
    .addOption(
      new Option('--every <interval>', 'a line for each').choices(PIPELINE_INTERVALS).default('month'),
    )
    .action(async (options: { from?: string; to?: string; every: PipelineInterval }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const { from, to, every } = options;
      const answer = await client.readPipeline({
        workspace: await workspace(),
        interval: every,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      });
      if (json) return terminal.json(answer);
      const { currency, asOf, points } = answer;
      terminal.line(
        `Amounts in ${currency ?? 'the org’s currency'}; as of ${formatAgo(asOf, Date.now())}. ` +
          'Open: what stood in the stage on the day. Won and lost: what closed since the line before.',
      );
      terminal.line();
      const lines = points.flatMap(({ at, stages }) =>
        stages.map((stage): PipelineStage & { readonly at: string } => ({ at, ...stage })),
      );
      printTable(
        terminal,
        [
          { title: 'BEFORE', value: ({ at }) => at },
          { title: 'IS', value: ({ kind }) => kind },
          { title: 'STAGE', value: ({ stage }) => toLine(stage) },
          { title: 'OPPORTUNITIES', value: (line) => formatCount(line.opportunities), align: 'right' },
          {
            title: currency ?? 'AMOUNT',
            value: ({ amount, unconverted }) => amount ?? `${formatCount(unconverted)} do not convert`,
            align: 'right',
          },
        ],
        lines,
      );
      const last = points.at(-1);
      if (last !== undefined) terminal.line(toSummary(last));
    });
}

function toSummary({ stages }: PipelinePoint): string {
  const count = (kind: string) =>
    formatCount(
      stages.filter((stage) => stage.kind === kind).reduce((sum, one) => sum + one.opportunities, 0),
    );
  return `At the end ${count('open')} were open; ${count('won')} were won and ${count('lost')} lost in the last interval.`;
}
