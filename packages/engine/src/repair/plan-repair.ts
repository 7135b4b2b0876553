import type { PermissionDiffLine, RepairPlan } from '@sync-user/contract';
import { toWords } from '../preflight/effective/held.ts';
import type { NeededObject } from './needed-permissions.ts';
import { INTEGRATION_LICENCE, type RepairFacts, SET_LABEL, SET_NAME } from './repair-facts.ts';
import { repairSteps } from './repair-steps.ts';
import { permissionSetFiles } from './permission-set-files.ts';
import { writtenSteps } from './written-steps.ts';

/** The difference between what is needed and what the user has, and what would be done about it. */
export async function planRepair(facts: RepairFacts): Promise<RepairPlan> {
  const lines = diffLines(facts);
  const lacks = lines.some((line) => line.change === 'add');
  const steps = lacks
    ? repairSteps(facts)
        .filter(({ rows }) => rows > 0)
        .map(({ text, sobject, rows }) => ({ text, object: sobject, rows }))
    : [];
  const cannotApply = whyNot(facts) ?? (lacks ? whyNotAssignable(facts) : null);
  const plan = {
    connectionId: facts.about.connectionId,
    username: facts.user.username,
    permissionSet: { name: SET_NAME, label: SET_LABEL, exists: facts.set !== undefined },
    lines,
    steps,
    applyAs: facts.writer?.username ?? null,
    cannotApply,
  };
  return {
    ...plan,
    version: await digest(JSON.stringify(plan)),
    calls: lacks ? steps.reduce((calls, step) => calls + 1 + Math.ceil(step.rows / 200), facts.calls + 1) : 0,
    files: permissionSetFiles(facts.needed),
    writtenSteps: writtenSteps(facts),
  };
}

/** Why it cannot be applied from here; null when it can. */
function whyNot({ writer, set, licence }: RepairFacts): string | null {
  if (writer === undefined) {
    return 'No connected Salesforce user has Manage Profiles and Permission Sets and Assign Permission Sets.';
  }
  if (set?.record['HasActivationRequired'] === true) {
    return `The permission set ${SET_NAME} is there and gives nothing before a session is activated. Switch off Session Activation Required, or rename it.`;
  }
  if (licence !== null && licence.id === null) {
    return `The org has no permission set licence “${INTEGRATION_LICENCE.label}”, which users of the Salesforce Integration licence need.`;
  }
  if (licence !== null && licence.assigned !== true && licence.free !== null && licence.free <= 0) {
    return `All permission set licences “${INTEGRATION_LICENCE.label}” are in use.`;
  }
  return null;
}

/** A set of our name that was made for a permission set licence (0PL) goes to nobody without it; ours are bound to none. */
function whyNotAssignable({ set, assigned, licence }: RepairFacts): string | null {
  const bound = set?.record['LicenseId'];
  if (assigned || typeof bound !== 'string' || !bound.startsWith('0PL') || bound === licence?.id) return null;
  return `The permission set ${SET_NAME} is there and is bound to a permission set licence that this user does not have. Rename it in Setup, for instance to ${SET_NAME}_2: whoever has it keeps it, and one without a licence is made here.`;
}

function diffLines(facts: RepairFacts): PermissionDiffLine[] {
  const { needed, licence } = facts;
  const { held } = facts.held;
  const lines: PermissionDiffLine[] = [];
  if (licence !== null) {
    // Whoever of that licence reads an object has it.
    const shown = needed.objects.some(({ name }) => held.object(name, 'read').has);
    const { assigned } = licence;
    lines.push({
      kind: 'licence',
      name: INTEGRATION_LICENCE.label,
      needed: 'assigned',
      has: assigned === null ? 'not visible to anybody connected' : assigned ? 'assigned' : 'not assigned',
      change: assigned === true || (assigned === null && shown) ? 'none' : 'add',
      why: 'The Salesforce Integration licence opens no object without it.',
    });
  }
  for (const { name, label, why } of needed.system) {
    const holding = held.system(name);
    const change = holding.has ? 'none' : 'add';
    lines.push({ kind: 'system', name, needed: label, has: toWords(holding), change, why });
  }
  for (const object of needed.objects) lines.push(objectLine(object, facts));
  for (const { object, field, edit, mapped } of needed.fields) {
    const read = held.field(object, field, 'read');
    const whole = edit && read.has ? held.field(object, field, 'edit') : read;
    lines.push({
      kind: 'field',
      name: `${object}.${field}`,
      needed: edit ? 'read and edit' : 'read',
      has: read.has && !whole.has ? `read only, through ${read.through ?? ''}` : toWords(whole),
      change: whole.has ? 'none' : 'add',
      why:
        mapped.length === 1 && mapped[0] === field
          ? 'It is mapped.'
          : `It has the permission of ${mapped.join(', ')}.`,
    });
  }
  const lacks = lines.some((line) => line.change === 'add');
  lines.push({
    kind: 'assignment',
    name: SET_NAME,
    needed: 'assigned',
    has: facts.assigned ? 'assigned' : 'not assigned',
    change: lacks && !facts.assigned ? 'add' : 'none',
    why:
      lacks || facts.assigned
        ? `The permission set “${SET_LABEL}” carries what is lacking.`
        : 'Everything needed comes from elsewhere already.',
  });
  return lines;
}

export const RIGHT_WORDS = {
  read: 'read',
  create: 'create',
  edit: 'edit',
  viewAll: 'view all records',
} as const;

function objectLine(object: NeededObject, { held }: RepairFacts): PermissionDiffLine {
  const all = object.rights.map((right) => ({ right, holding: held.held.object(object.name, right) }));
  const has = all.filter(({ holding }) => holding.has);
  const sources = [...new Set(has.map(({ holding }) => holding.through ?? ''))];
  const unknown = !held.complete && all.some(({ right, holding }) => right === 'viewAll' && !holding.has);
  return {
    kind: 'object',
    name: object.name,
    needed: object.rights.map((right) => RIGHT_WORDS[right]).join(', '),
    has:
      (has.length === 0
        ? toWords(held.held.object(object.name, 'read'))
        : `${has.map(({ right }) => RIGHT_WORDS[right]).join(', ')}, through ${sources.join(', ')}`) +
      (unknown ? '; whether it views all records is not visible' : ''),
    // What nobody connected may see is not called lacking: the count of visible records tells.
    change: has.length + (unknown ? 1 : 0) === all.length ? 'none' : 'add',
    why: object.why,
  };
}

/** SHA-256 of the plan: what was read is what is done. */
async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes).slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}
