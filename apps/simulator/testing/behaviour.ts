import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { getCallSites } from 'node:util';
import type { ChecklistLine } from './checklist.ts';

/** Why we believe the real Salesforce does this. Every test of what an org does names exactly one. */
export type Evidence =
  /** Recorded from a real org; where. */
  | { readonly verified: string }
  /** Salesforce's documentation says so; which page. */
  | { readonly documented: string }
  /** Nobody recorded it; why we think so. */
  | { readonly assumed: string }
  /** No org can be made to do it. */
  | { readonly simulator_only: string };

export interface BehaviourOptions {
  readonly skip?: string | false;
  /** Lines of the checklist that this test holds up. */
  readonly covers?: ChecklistLine | readonly ChecklistLine[];
}

/** One line of `SIMULATOR_BEHAVIOURS`, from which COVERAGE.md is made. */
export interface ListedBehaviour {
  readonly file: string;
  readonly title: string;
  readonly evidence: Evidence;
  readonly covers: readonly ChecklistLine[];
}

const SIMULATOR = fileURLToPath(new URL('../', import.meta.url));

/**
 * A test with its evidence in its name. With the environment variable SIMULATOR_BEHAVIOURS, a file's path, it is only
 * listed there and not run.
 */
export function behaviour(
  title: string,
  evidence: Evidence,
  body: () => Promise<void> | void,
  { skip = false, covers = [] }: BehaviourOptions = {},
): void {
  const list = process.env['SIMULATOR_BEHAVIOURS'];
  if (list !== undefined) {
    const lines = typeof covers === 'string' ? [covers] : covers;
    const file = relative(SIMULATOR, testFile());
    const listed: ListedBehaviour = { file, title, evidence, covers: lines };
    appendFileSync(list, `${JSON.stringify(listed)}\n`);
    return;
  }
  const [kind] = Object.keys(evidence);
  void test(`${title} [${kind}]`, { skip }, body);
}

/** The file that called `behaviour`. */
function testFile(): string {
  const site = getCallSites(3)[2]?.scriptName ?? '';
  return site.startsWith('file:') ? fileURLToPath(site) : site;
}
