import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';

const CLOCK_TICKS_PER_SECOND = 100;

/** CPU and memory of a process, and of those it started. Source: proc(5). */
export interface Usage {
  /** Their own time, and that of children that have ended. */
  readonly cpuSeconds: number;
  /** Bytes of their own; what they share is counted nowhere. */
  readonly privateMemory: number;
}

/** PostgreSQL's first process, which is the parent of all others. */
export async function findPostmaster(db: pg.Client): Promise<number> {
  const { rows } = await db.query<{ pid: number }>('select pg_backend_pid() as pid');
  return Number(readStat(rows[0]?.pid ?? 0)[1]);
}

export function readUsage(root: number): Usage {
  let ticks = 0;
  let privateMemory = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readStat(Number(pid));
      if (Number(pid) !== root && Number(fields[1]) !== root) continue;
      for (const field of fields.slice(11, 15)) ticks += Number(field);
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      privateMemory += Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      // It ended meanwhile.
    }
  }
  return { cpuSeconds: ticks / CLOCK_TICKS_PER_SECOND, privateMemory };
}

/** What follows the name in /proc/PID/stat: state, parent, … */
function readStat(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
