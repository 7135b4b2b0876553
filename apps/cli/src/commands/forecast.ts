import type { Forecast, ReadingCost } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { formatCount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';
import { intervalOption, modeOption, type ReadingOptions } from './reading-options.ts';
import { printBudget } from './plan.ts';

export function addForecast(program: Command): void {
  program
    .command('forecast <objects...>')
    .description('what objects would cost, before they are selected')
    .addOption(modeOption())
    .addOption(intervalOption())
    .action(async (names: string[], options: ReadingOptions, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const forecast = await client.forecast({
        workspace: await workspace(),
        objects: names.map((name) => ({
          name,
          ...(options.mode !== undefined && { mode: options.mode }),
          ...(options.interval !== undefined && { intervalSeconds: options.interval }),
        })),
      });
      if (json) terminal.json(forecast);
      else printForecast(terminal, forecast);
    });
}

function printForecast(terminal: Terminal, forecast: Forecast): void {
  printTable(
    terminal,
    [
      { title: 'OBJECT', value: ({ name }) => name },
      { title: 'ROWS', value: ({ rows }) => (rows === null ? '?' : formatCount(rows)), align: 'right' },
      {
        title: 'FIRST LOAD',
        value: ({ firstLoad }) =>
          firstLoad === null
            ? '?'
            : `${firstLoad.calls} calls, ${firstLoad.megabytes} MB, about ${firstLoad.minutes} min by ${firstLoad.by}`,
      },
      { title: 'POLLED', value: ({ perDay }) => perDayOf(perDay.poll) },
      {
        title: 'BY EVENTS',
        value: ({ perDay }) => (perDay.events === null ? 'not possible' : perDayOf(perDay.events)),
      },
      { title: '', value: ({ why }) => terminal.style('dim', toLine(why)) },
    ],
    forecast.objects,
  );
  terminal.line();
  terminal.line(
    `A day would cost ${formatCount(Math.round(forecast.after.calls))} calls instead of ${formatCount(Math.round(forecast.before.calls))}.`,
  );
  if (!forecast.fits)
    terminal.line(terminal.style('yellow', 'That is more than the budget: intervals would be widened.'));
  printBudget(terminal, forecast.budget);
}

function perDayOf({ calls, events }: ReadingCost): string {
  const more = `${calls < 0 ? '' : '+'}${calls} calls`;
  return events === 0 ? more : `${more}, ${formatCount(Math.round(events))} events`;
}
