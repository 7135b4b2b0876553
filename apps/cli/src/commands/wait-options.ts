import { InvalidArgumentError, Option } from 'commander';

/** `--timeout`, in whole seconds. */
export function timeoutOption(): Option {
  return new Option('--timeout <seconds>', 'stop waiting after this long; the work goes on').argParser(
    parseSeconds,
  );
}

export function parseSeconds(text: string): number {
  const seconds = Number(text);
  // Longer ones overflow Node's timers, which then fire at once.
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new InvalidArgumentError('Must be a whole number of seconds.');
}
