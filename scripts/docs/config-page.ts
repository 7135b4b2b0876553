import { OPTIONS } from '../../apps/server/src/config.ts';
import { fence, GENERATED, toPage, toTable } from './markdown.ts';

interface Option {
  readonly type: string;
  readonly default?: string;
  readonly secret?: true;
  readonly doc: string;
}

const TYPES_IN_WORDS: Readonly<Record<string, string>> = {
  text: 'text',
  integer: 'whole number',
  list: 'list, separated by commas',
};

const INTRODUCTION = `# Settings

The server reads its settings from the environment, once, when it starts. If anything is wrong it says everything that is
wrong and does not start. A setting without a default is required. Mark \`secret\`: keep the value out of files that others
can read.`;

const EXAMPLE = `DATABASE_URL=postgresql://sync_user:…@db.internal:5432/sync_user \\
ENCRYPTION_KEY="$(cat /run/secrets/encryption-key)" \\
HTTP_HOST=0.0.0.0 PUBLIC_URL=https://sync.example.com \\
npm run server`;

const DEMO = `\`npm start\` sets all of these by itself. It listens to \`DATABASE_URL\` (a PostgreSQL of yours instead of the one it
brings) and \`LOG_LEVEL\`; its other choices are flags: \`npm start -- --help\`.`;

/** docs/reference/config.md: every setting of the server. */
export function configPage(): string {
  const options = Object.entries<Option>(OPTIONS);
  const rows = options.map(([name, option]) => [
    `\`${name}\``,
    TYPES_IN_WORDS[option.type] ?? option.type,
    defaultOf(option),
    option.secret === true ? 'secret' : '',
    option.doc,
  ]);
  return toPage([
    GENERATED,
    INTRODUCTION,
    toTable(['Setting', 'Type', 'Default', '', 'What it does'], rows),
    '## Example',
    fence('sh', EXAMPLE),
    DEMO,
  ]);
}

function defaultOf(option: Option): string {
  if (option.default === undefined) return '**required**';
  return option.default === '' ? 'empty' : `\`${option.default}\``;
}
