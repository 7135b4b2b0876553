import type { ReadMode } from '@sync-user/contract';
import { InvalidArgumentError, Option } from 'commander';

/** What `objects set` and `forecast` share. */
export interface ReadingOptions {
  readonly mode?: ReadMode;
  /** In seconds. */
  readonly interval?: number;
}

export function modeOption(): Option {
  return new Option('--mode <mode>', 'how it is read').choices([
    'auto',
    'events',
    'poll',
  ] satisfies ReadMode[]);
}

export function intervalOption(): Option {
  return new Option('--interval <span>', 'how old its rows may grow: 1m to 24h').argParser(parseInterval);
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `5m`, `2h`, `1d`; a number alone is seconds. */
function parseInterval(text: string): number {
  const span = /^(\d+) ?([smhd]?)$/.exec(text);
  const seconds = Number(span?.[1] ?? Number.NaN) * (UNIT_SECONDS[span?.[2] || 's'] ?? Number.NaN);
  if (seconds >= 60 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('Use a span from 1m to 24h, such as 5m, 30m or 2h.');
}
