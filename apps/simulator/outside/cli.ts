import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The Salesforce CLI in a home directory of its own, so that it neither sees nor leaves anything behind. */
export class Cli {
  readonly #program: string;
  readonly #home: string;

  constructor(installedIn: string, home: string) {
    this.#program = join(installedIn, 'node_modules/@salesforce/cli/bin/run.js');
    this.#home = home;
  }

  /** Runs `sf … --json`. @throws when the command reports a failure */
  async json(args: readonly string[], more: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#home,
      SF_DISABLE_TELEMETRY: 'true',
      SF_AUTOUPDATE_DISABLE: 'true',
      SF_SKIP_NEW_VERSION_CHECK: 'true',
      SF_DISABLE_LOG_FILE: 'true',
      SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
      ...more,
    };
    const options = { env, cwd: this.#home, maxBuffer: 64 * 1024 * 1024 };
    try {
      const { stdout } = await run(process.execPath, [this.#program, ...args, '--json'], options);
      return JSON.parse(stdout) as Record<string, unknown>;
    } catch (error) {
      const output = (error as { stdout?: string }).stdout ?? '';
      throw new Error(`sf ${args.join(' ')} failed:\n${output || (error as Error).message}`, {
        cause: error,
      });
    }
  }

  async query(soql: string): Promise<Record<string, unknown>[]> {
    const { result } = (await this.json(['data', 'query', '--query', soql])) as {
      result: { records: Record<string, unknown>[] };
    };
    return result.records;
  }
}
