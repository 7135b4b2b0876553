/**
 * `npm run bench`: every figure that is promised, each beside what it is compared with in the same run. Each part runs in a
 * process of its own; one that fails or takes too long is said and does not stop the others. Ends with 1 then; a figure
 * that is missed is only marked, because another machine may be busy.
 *
 *   --only PARTS     of load, events, calls, idle; with commas
 *   --rows N         rows of the big load (1000000)
 *   --rounds N       how often the load and psql are measured in turn (3); the medians are compared
 *   --changes N      change events of the backlog (50000)
 *   --seconds N      how long changes come at a steady pace (20)
 *   --workspaces N   idle workspaces (1000)
 *   --every N        seconds between their polls while they are measured (240)
 *   --write          puts the figures into docs/benchmarks.md
 *   --json           one JSON document, and nothing else on stdout
 */
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { isKept, type PartReport, toText } from './figures.ts';
import { describeMachine, writePart } from './write-page.ts';

const PARTS = ['load', 'events', 'calls', 'idle'] as const;
type Part = (typeof PARTS)[number];

/** Longest that a part may take. */
const PATIENCE_MS: Readonly<Record<Part, number>> = {
  load: 10 * 60_000,
  events: 4 * 60_000,
  calls: 4 * 60_000,
  idle: 10 * 60_000,
};

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: PARTS.join(',') },
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    changes: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '20' },
    workspaces: { type: 'string', default: '1000' },
    every: { type: 'string', default: '240' },
    part: { type: 'string' },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

if (flags.part === undefined) await runAll();
else process.send?.(await runPart(toPart(flags.part)), () => process.disconnect());

async function runAll(): Promise<void> {
  const wanted = flags.only.split(',').map(toPart);
  const machine = describeMachine();
  if (!flags.json) console.log(`${machine}\n`);
  const reports = new Map<Part, PartReport>();
  const failed: string[] = [];
  for (const part of wanted) {
    const report = await inOwnProcess(part);
    if (typeof report === 'string') failed.push(`${part}: ${report}`);
    else {
      reports.set(part, report);
      if (flags.write) writePart(part, report, machine);
    }
  }
  const figures = [...reports.values()].flatMap((report) => report.figures);
  if (flags.json)
    console.log(JSON.stringify({ machine, parts: Object.fromEntries(reports), failed }, null, 2));
  else {
    console.log(`\n${toText(figures)}\n`);
    const judged = figures.filter((figure) => isKept(figure) !== undefined);
    console.log(`${judged.filter((figure) => isKept(figure) === true).length} of ${judged.length} kept`);
    for (const line of failed) console.log(`failed: ${line}`);
  }
  process.exit(failed.length === 0 ? 0 : 1);
}

/** Its report, or why there is none. */
function inOwnProcess(part: Part): Promise<PartReport | string> {
  return new Promise((done) => {
    const child = fork(process.argv[1] ?? '', [...process.argv.slice(2), '--part', part], {
      stdio: ['ignore', flags.json ? 'ignore' : 'inherit', 'inherit', 'ipc'],
    });
    const stop = (): void => void child.kill('SIGTERM');
    process.once('SIGTERM', stop);
    let report: PartReport | undefined;
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      stop();
    }, PATIENCE_MS[part]);
    child.once('message', (message) => (report = message as PartReport));
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      process.off('SIGTERM', stop);
      const why = late
        ? `no end after ${PATIENCE_MS[part] / 60_000} minutes`
        : `ended with ${code ?? signal ?? 'nothing'}`;
      done(report ?? why);
    });
  });
}

async function runPart(part: Part): Promise<PartReport> {
  if (part === 'load') {
    const { benchLoad } = await import('./load.ts');
    return await benchLoad({ rows: Number(flags.rows), rounds: Number(flags.rounds) });
  }
  if (part === 'events') {
    const { benchEvents } = await import('./events.ts');
    return await benchEvents({ changes: Number(flags.changes), seconds: Number(flags.seconds) });
  }
  if (part === 'calls') return await (await import('./calls.ts')).benchCalls();
  return await (await import('./idle.ts')).benchIdle({
    workspaces: Number(flags.workspaces),
    everySeconds: Number(flags.every),
  });
}

function toPart(name: string): Part {
  const part = PARTS.find((one) => one === name);
  if (part === undefined) throw new Error(`there is no part ${name}; there are ${PARTS.join(', ')}`);
  return part;
}
