import { setupUrl, userUrl } from '../preflight/setup-link.ts';
import { INTEGRATION_LICENCE, type RepairFacts, SET_LABEL, SET_NAME } from './repair-facts.ts';
import type { NeededField, NeededObject, ObjectRight } from './needed-permissions.ts';

const RIGHTS: Readonly<Record<ObjectRight, string>> = {
  read: 'Read',
  create: 'Create',
  edit: 'Edit',
  viewAll: 'View All Records',
};

/** The same for an administrator to do by hand, in the words of Setup, with links to the pages. */
export function writtenSteps({ needed, user, licence, about, set }: RepairFacts): string[] {
  const steps: string[] = [];
  const userPage = userUrl(about, user.id);
  const setPage =
    set === undefined
      ? setupUrl(about, '/lightning/setup/PermSets/home')
      : setupUrl(about, `/lightning/setup/PermSets/page?address=${encodeURIComponent(`/${set.id}`)}`);
  if (licence !== null && licence.assigned !== true) {
    steps.push(
      `Setup > Users > Users > ${user.username} > Permission Set License Assignments > Edit Assignments (${userPage}): tick “${INTEGRATION_LICENCE.label}” and save.`,
    );
  }
  steps.push(
    set === undefined
      ? `Setup > Users > Permission Sets > New (${setPage}): Label “${SET_LABEL}”, API Name ${SET_NAME}, Session Activation Required off, License --None--. Save.`
      : `Setup > Users > Permission Sets > ${String(set.record['Label'])} (${setPage}): open it.`,
    `In the permission set open System Permissions > Edit, tick ${listed(needed.system.map(({ label }) => label))}, and save.`,
  );
  const fields = groupFields(needed.fields);
  const all = new Set([...needed.objects.map(({ name }) => name), ...fields.keys()]);
  for (const name of all) {
    const object = needed.objects.find((one) => one.name === name);
    steps.push(objectStep(name, object, fields.get(name) ?? []));
  }
  steps.push(
    `In the permission set open Manage Assignments > Add Assignment, tick ${user.username}, choose No expiration date, and assign.`,
    'Come back to Permissions and run the checks again.',
  );
  return steps;
}

function objectStep(name: string, object: NeededObject | undefined, fields: readonly NeededField[]): string {
  const title = object === undefined || object.label === name ? name : `${object.label} (${name})`;
  const parts: string[] = [];
  if (object !== undefined) {
    parts.push(`under Object Permissions tick ${listed(object.rights.map((right) => RIGHTS[right]))}`);
  }
  const edit = fields.filter((field) => field.edit).map(({ field }) => field);
  const read = fields.filter((field) => !field.edit).map(({ field }) => field);
  if (read.length > 0) parts.push(`under Field Permissions tick Read Access for ${read.join(', ')}`);
  if (edit.length > 0) parts.push(`under Field Permissions tick Read and Edit Access for ${edit.join(', ')}`);
  return `In the permission set open Object Settings > ${title} > Edit: ${parts.join('; ')}. Save.`;
}

function groupFields(fields: readonly NeededField[]): Map<string, NeededField[]> {
  const groups = new Map<string, NeededField[]>();
  for (const field of fields) groups.set(field.object, [...(groups.get(field.object) ?? []), field]);
  return groups;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
