/** `npm run simulator`: flags in, an org out. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { TlsFiles } from './http/listen.ts';
import { startSimulator } from './start-simulator.ts';
import type { Simulator } from './start-simulator.ts';

const HELP = `A Salesforce org in one process.

  npm run simulator -- [options]

  --port N            HTTP port (default 4010; 0 for any)
  --host HOST         address to listen on (default 127.0.0.1)
  --grpc-port N       serve the Pub/Sub API (gRPC) there, over TLS where there is a certificate; 0 for any
  --grpc-plain-port N and without TLS there
  --seed WHAT         demo (default), empty, or the path of a seed file
  --data DIR          keep the org in DIR and resume it; without it, it is gone at exit
  --activity [MS]     people edit records every MS milliseconds (default 3000)
  --public-url URL    what instance URLs begin with, when it is not the address callers use
  --tls-cert FILE     serve HTTPS with this certificate (PEM), and its
  --tls-key FILE      key (PEM)
  --help              this text

Seed files: docs/guides/simulator-seed.md. Faults, clock, limits: apps/simulator/README.md.
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Flags {
  readonly port: number;
  readonly host: string;
  readonly grpcPort: number | undefined;
  readonly grpcPlainPort: number | undefined;
  readonly seed: string;
  readonly dataDir: string | undefined;
  readonly activityMs: number | undefined;
  readonly publicUrl: string | undefined;
  readonly tls: TlsFiles | undefined;
}

/** @throws UsageError */
function readFlags(args: readonly string[]): Flags | 'help' {
  const { values } = parseArgs({
    args: withActivityDefault(args),
    strict: true,
    options: {
      port: { type: 'string', default: '4010' },
      host: { type: 'string', default: '127.0.0.1' },
      'grpc-port': { type: 'string' },
      'grpc-plain-port': { type: 'string' },
      seed: { type: 'string', default: 'demo' },
      data: { type: 'string' },
      activity: { type: 'string' },
      'public-url': { type: 'string' },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    port: readNumber('--port', values.port, 65_535),
    host: values.host,
    grpcPort: readOptionalPort('--grpc-port', values['grpc-port']),
    grpcPlainPort: readOptionalPort('--grpc-plain-port', values['grpc-plain-port']),
    seed: values.seed,
    dataDir: values.data,
    activityMs:
      values.activity === undefined ? undefined : readNumber('--activity', values.activity, 3_600_000),
    publicUrl: values['public-url']?.replace(/\/$/, ''),
    tls: readTlsFiles(values['tls-cert'], values['tls-key']),
  };
}

function readTlsFiles(cert: string | undefined, key: string | undefined): TlsFiles | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new UsageError('--tls-cert and --tls-key go together.');
  }
  return { cert: readPem('--tls-cert', cert), key: readPem('--tls-key', key) };
}

function readPem(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${flag}: ${(error as Error).message}`);
  }
}

/** `--activity` alone means `--activity 3000`. */
function withActivityDefault(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const next = args[index + 1];
    return arg === '--activity' && (next === undefined || next.startsWith('--')) ? [arg, '3000'] : [arg];
  });
}

function readOptionalPort(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : readNumber(flag, text, 65_535);
}

function readNumber(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new UsageError(`${flag} takes a number from 0 to ${max}, not "${text}".`);
  }
  return value;
}

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  if (flags === 'help') {
    console.log(HELP);
    return;
  }
  // Before the start, which may be long: an org only half seeded is thrown away by the next one.
  let started: Simulator | undefined;
  const stop = (): void => {
    if (started === undefined) process.exit(0);
    started.close().then(() => process.exit(0), fail);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const startedAt = performance.now();
  const simulator = await startSimulator({
    port: flags.port,
    host: flags.host,
    seed: flags.seed,
    ...(flags.grpcPort === undefined ? {} : { grpcPort: flags.grpcPort }),
    ...(flags.grpcPlainPort === undefined ? {} : { grpcPlainPort: flags.grpcPlainPort }),
    ...(flags.dataDir === undefined ? {} : { dataDir: flags.dataDir }),
    ...(flags.activityMs === undefined ? {} : { activity: { everyMs: flags.activityMs } }),
    ...(flags.tls === undefined ? {} : { tls: flags.tls }),
    ...(flags.publicUrl === undefined ? {} : { publicUrl: flags.publicUrl }),
  });
  started = simulator;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `Simulated org at ${simulator.baseUrl} (${simulator.resumed ? 'resumed' : `seed "${flags.seed}"`}, ${seconds} s)`,
  );
  console.log(`  control plane  ${simulator.baseUrl}/__simulator`);
  for (const app of simulator.apps)
    console.log(`  app            ${app.name}: consumer key ${app.consumerKey}`);
  for (const url of [simulator.grpcUrl, simulator.grpcPlainUrl])
    if (url !== undefined) console.log(`  Pub/Sub API    ${url}`);
}

function fail(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    console.error('The port is taken. Stop what uses it, or choose another with --port.');
  } else if (code === 'EACCES') {
    console.error('The port may not be used by this account. Choose one above 1023 with --port.');
  } else if (
    error instanceof Error &&
    (error.name === 'UsageError' || String(code).startsWith('ERR_PARSE_ARGS'))
  ) {
    console.error(`${error.message}\nTry --help.`);
  } else if (error instanceof Error && error.name === 'SeedError') console.error(error.message);
  else console.error(error);
  process.exit(1);
}

main().catch(fail);
