import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const FIXTURES = fileURLToPath(new URL('../../../../shared/fixtures/', import.meta.url));

/** Why a comparison with recorded answers cannot run here; false when it can. */
export const withoutRecordings: string | false = existsSync(FIXTURES)
  ? false
  : 'the recorded answers (../shared/fixtures) are not on this machine';

/** A recorded answer, e.g. `responses/unknown-field.json`. */
// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are picked apart by tests
export function readRecorded(name: string): any {
  return JSON.parse(readFileSync(FIXTURES + name, 'utf8'));
}
