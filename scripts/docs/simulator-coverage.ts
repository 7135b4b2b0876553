import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Evidence, ListedBehaviour } from '../../apps/simulator/testing/behaviour.ts';
import { CHECKLIST, type ChecklistLine, GAPS } from '../../apps/simulator/testing/checklist.ts';
import { RECORDED_DIFFERENCES } from '../../apps/simulator/testing/recorded-differences.ts';
import { ROOT } from '../steps.ts';
import { GENERATED, plain, toTable } from './markdown.ts';

const KINDS: Readonly<Record<string, string>> = {
  verified: 'recorded from a real org, or judged by a client nobody here wrote',
  documented: "in Salesforce's documentation, or in public material that quotes it",
  assumed: 'nobody recorded it; why we think so is said',
  simulator_only: 'no org can be made to do it',
};

/** COVERAGE.md of the simulator: every behaviour that a test holds up, why we believe in it, and what differs from recordings. */
export async function simulatorCoveragePage(): Promise<string> {
  const behaviours = await listBehaviours();
  return [
    '# What the simulator does, and why we believe a real org does it',
    '',
    GENERATED,
    '',
    'Every line below is a test. Its evidence is one of four kinds:',
    '',
    toTable(
      ['evidence', 'meaning', 'tests'],
      Object.entries(KINDS).map(([kind, meaning]) => [
        `\`${kind}\``,
        meaning,
        String(behaviours.filter(({ evidence }) => kind in evidence).length),
      ]),
    ),
    '',
    ...(Object.entries(CHECKLIST) as [ChecklistLine, string][]).flatMap(([line, text]) =>
      section(line, text, behaviours),
    ),
    ...others(behaviours),
    ...differences(),
    '',
  ].join('\n');
}

function section(line: ChecklistLine, text: string, all: readonly ListedBehaviour[]): string[] {
  const held = all.filter(({ covers }) => covers.includes(line));
  const gap = GAPS[line];
  return [
    `## ${line}`,
    '',
    `${text}.`,
    '',
    ...held.map(toItem),
    ...(held.length === 0 ? ['No test holds this up.'] : []),
    ...(gap === undefined ? [] : ['', `Not done: ${gap}`]),
    '',
  ];
}

function others(all: readonly ListedBehaviour[]): string[] {
  const rest = all.filter(({ covers }) => covers.length === 0);
  if (rest.length === 0) return [];
  return [
    '## Besides',
    '',
    'Behaviours that belong to no line of the checklist.',
    '',
    ...rest.map(toItem),
    '',
  ];
}

function toItem({ title, evidence, file }: ListedBehaviour): string {
  const [kind = '', source = ''] = Object.entries(evidence as Record<string, string>)[0] ?? [];
  return `- ${plain(title)}. \`${kind}\`: ${plain(source)} ([test](${file}))`;
}

function differences(): string[] {
  const rows = RECORDED_DIFFERENCES.map(({ fixture, where, ours, recorded, reason }) =>
    [fixture, where, ours, recorded, reason].map((text) => plain(text)),
  );
  return [
    '## Differences from recorded answers',
    '',
    'Answers recorded from real orgs are compared with ours, key by key. What still differs:',
    '',
    toTable(['recording', 'where', 'ours', 'recorded', 'why'], rows),
  ];
}

/** Loads every test of the simulator without running it, so that the tests tell what they are about. */
async function listBehaviours(): Promise<ListedBehaviour[]> {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-behaviours-'));
  const list = join(folder, 'list.jsonl');
  const files = globSync('apps/simulator/{src,outside}/**/*.{test,outside}.ts', { cwd: ROOT })
    .filter((file) => /testing\/behaviour\.ts'/.test(readFileSync(join(ROOT, file), 'utf8')))
    .sort();
  try {
    await promisify(execFile)(
      process.execPath,
      ['--test', '--test-isolation=none', '--test-name-pattern=^nothing runs$', ...files],
      {
        cwd: ROOT,
        env: { ...process.env, SIMULATOR_BEHAVIOURS: list, NODE_TEST_CONTEXT: '' },
        maxBuffer: 1e8,
      },
    );
    const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
    const behaviours = lines.map((line) => JSON.parse(line) as ListedBehaviour);
    return behaviours.sort(
      (a, b) => compare(a.file, b.file) || compare(kindOf(a.evidence), kindOf(b.evidence)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kindOf(evidence: Evidence): string {
  return String(Object.keys(KINDS).findIndex((kind) => kind in evidence));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
