import { parseArgs } from 'node:util';

export interface Flags {
  readonly port: number;
  readonly simulatorPort: number;
  readonly grpcPort: number;
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly quiet: boolean;
  readonly watch: boolean;
  /** What the simulated org holds at its first start: `demo`, `empty` or a seed file. */
  readonly seed: string;
}

export const HELP = `npm start -- [flags]

Starts PostgreSQL (unless DATABASE_URL is set), a simulated Salesforce org with people at work in it,
the server and the console, connects the demo workspace and loads it.

  --port N            console and API (8080)
  --simulator-port N  simulated org (4010)
  --grpc-port N       simulated org's event API (4011)
  --data DIR          where everything is kept (.data)
  --fresh             begin anew: DIR is emptied first
  --quiet             nobody edits records in the simulated org
  --seed NAME|FILE    demo, empty, or a seed file (demo)
`;

/** Reads the command line. Returns a sentence when it cannot be understood. */
export function readFlags(args: readonly string[]): Flags | 'help' | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8080' },
        'simulator-port': { type: 'string', default: '4010' },
        'grpc-port': { type: 'string', default: '4011' },
        data: { type: 'string', default: '.data' },
        seed: { type: 'string', default: 'demo' },
        fresh: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    return {
      port: toPort('port', values.port),
      simulatorPort: toPort('simulator-port', values['simulator-port']),
      grpcPort: toPort('grpc-port', values['grpc-port']),
      dataDir: values.data,
      seed: values.seed,
      fresh: values.fresh,
      quiet: values.quiet,
      watch: values.watch,
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function toPort(flag: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`--${flag} must be a port number from 1 to 65535, not "${text}"`);
}
