import type { CheckRun, Remedy } from '../../check.ts';
import { setupUrl } from '../../setup-link.ts';

/** “Account, Contact and 3 more”. */
export function listed(names: readonly string[], most = 5): string {
  if (names.length <= most) {
    const [last, ...before] = [...names].reverse();
    return before.length === 0 ? (last ?? '') : `${before.reverse().join(', ')} and ${last}`;
  }
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

export function records(count: number): string {
  return count === 1 ? '1 record' : `${count.toLocaleString('en')} records`;
}

/** What a permission set grants: “Apply permissions” does it, or an administrator here. */
export function inPermissionSet(run: CheckRun, text: string): Remedy {
  return {
    text: `${text}, or let “Apply permissions” do it.`,
    where: 'Setup > Users > Permission Sets > (a set of the user) > Object Settings',
    url: setupUrl(run.about, '/lightning/setup/PermSets/home'),
    canApply: true,
  };
}

/** What an administrator changes on an object's own pages. */
export function inObjectManager(
  run: CheckRun,
  object: string,
  page: string,
  words: string,
  text: string,
): Remedy {
  return {
    text,
    where: `Setup > Object Manager > ${object} > ${words}`,
    url: setupUrl(run.about, `/lightning/setup/ObjectManager/${encodeURIComponent(object)}/${page}/view`),
    canApply: false,
  };
}
