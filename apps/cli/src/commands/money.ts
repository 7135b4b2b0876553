import type { MoneyGroup, MoneySummary } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { formatAgo, formatAmount, formatCount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';

/** `sync-user money`: currencies and their rates, and sums that never mix them. */
export function addMoney(program: Command): void {
  const money = program.command('money').description('currencies, and sums of amounts that never mix them');
  money
    .command('rates', { isDefault: true })
    .description('the currencies of the org with their rates, and the objects with amounts')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.readMoney({ workspace: await workspace() });
      if (json) return terminal.json(answer);
      if (answer.trouble !== null) terminal.line(terminal.style('red', toLine(answer.trouble.message)));
      if (answer.currencies === 'one') terminal.line('No selected object has a currency per record.');
      else if (answer.ratesReadAt === null) terminal.line('The rates have not been read yet.');
      else {
        terminal.line(`Rates as of ${formatAgo(answer.ratesReadAt, Date.now())}.`);
        terminal.line();
        printTable(
          terminal,
          [
            { title: 'CURRENCY', value: (row) => row.isoCode },
            { title: `PER ${answer.corporateCurrency ?? ''}`, value: (row) => row.rate, align: 'right' },
            { title: 'DATED RATES', value: (row) => formatCount(row.dated), align: 'right' },
            {
              title: '',
              value: (row) => (row.corporate ? 'corporate currency' : row.active ? '' : 'inactive'),
            },
          ],
          answer.rates,
        );
      }
      if (answer.objects.length === 0) return;
      terminal.line();
      printTable(
        terminal,
        [
          { title: 'OBJECT', value: (row) => row.object },
          { title: 'AMOUNTS', value: (row) => row.fields.map(({ field }) => field).join(', ') },
          { title: 'VIEW', value: (row) => row.view ?? '–' },
          { title: 'CONVERTS BY', value: (row) => row.dateField ?? 'today’s rate' },
        ],
        answer.objects,
      );
    });
  money
    .command('sum')
    .argument('<object>', 'a selected object')
    .argument('<field>', 'one of its amounts')
    .option('--by <field>', 'a sum for each value of a field')
    .description('sums per currency, and in the corporate currency where every amount converts')
    .action(async (object: string, field: string, options: { by?: string }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.summarizeMoney({
        workspace: await workspace(),
        object,
        field,
        ...(options.by !== undefined && { groupBy: options.by }),
      });
      if (json) return terminal.json(answer);
      printSummary(terminal, answer);
    });
}

function printSummary(terminal: Terminal, answer: MoneySummary): void {
  const rows = answer.groups.map((group) => ({ group, label: toLine(group.key ?? '–') }));
  printTable(
    terminal,
    [
      { title: (answer.groupBy ?? '').toUpperCase(), value: ({ label }) => label },
      { title: 'ROWS', value: ({ group }) => formatCount(group.rows), align: 'right' },
      { title: 'IN THEIR CURRENCIES', value: ({ group }) => perCurrency(group), align: 'right' },
      {
        title: answer.corporateCurrency ?? 'SUM',
        value: ({ group }) => group.corporate ?? 'does not convert',
        align: 'right',
      },
    ],
    [...rows, { group: answer.total, label: 'total' }],
  );
  if (answer.moreGroups) terminal.line('Groups with fewer rows are left out; the total counts them.');
  for (const { reason, rows: count } of answer.total.unconverted)
    terminal.line(terminal.style('yellow', `${formatAmount(count, 'amount')}: ${toLine(reason)}.`));
}

function perCurrency({ perCurrency: sums }: MoneyGroup): string {
  return sums.length === 0
    ? '–'
    : sums.map(({ currency, sum }) => [sum, currency].filter((part) => part !== null).join(' ')).join(' + ');
}
