import type { RecordTrace } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { toLine } from '../output/terminal.ts';

const STATES: Readonly<Record<RecordTrace['state'], string>> = {
  present: 'is there',
  deleted: 'was deleted',
  merged: 'was merged into another',
  converted: 'was converted',
  unknown: 'is not known here',
};

/** `sync-user trace`: what became of a record. */
export function addTrace(program: Command): void {
  program
    .command('trace <id>')
    .description('what became of a record: also one that was deleted, merged or converted')
    .action(async (id: string, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const trace = await client.traceRecord({ workspace: await workspace(), id });
      if (json) return terminal.json(trace);
      const what = [trace.object, trace.id, trace.name].filter((part) => part !== null).join(' ');
      terminal.line(
        `${toLine(what)} ${STATES[trace.state]}${trace.deletedAt === null ? '' : ` (${trace.deletedAt})`}.`,
      );
      for (const step of trace.steps)
        terminal.line(`  ${step.how} into ${step.object} ${step.id} ${toLine(step.name ?? '')}`.trimEnd());
      for (const place of trace.now.filter((one) => one.id !== trace.id))
        terminal.line(`  now ${place.object} ${place.id} ${toLine(place.name ?? '')}`.trimEnd());
    });
}
