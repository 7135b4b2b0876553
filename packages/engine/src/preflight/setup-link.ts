import type { AccessSubject } from '../ports/org-access.ts';

/**
 * Where an instance shows its pages: host suffix of My Domain → that of Lightning Experience.
 * Source: Salesforce Help, "My Domain URL Formats".
 */
const LIGHTNING_HOSTS: readonly (readonly [suffix: RegExp, lightning: string])[] = [
  [/\.my\.salesforce\.com$/, '.lightning.force.com'],
  [/\.my\.salesforce\.mil$/, '.lightning.crmforce.mil'],
  [/\.my\.sfcrmproducts\.cn$/, '.lightning.sfcrmapps.cn'],
];

/** Deep link into the Setup of an org. `path` such as `/lightning/setup/PermSets/home`. */
export function setupUrl(about: Pick<AccessSubject, 'instanceUrl'>, path: string): string {
  const url = new URL(path, about.instanceUrl);
  for (const [suffix, lightning] of LIGHTNING_HOSTS) {
    if (suffix.test(url.hostname)) {
      url.hostname = url.hostname.replace(suffix, lightning);
      break;
    }
  }
  return url.href;
}

/** The page of one user: profile, permission sets, licence. */
export function userUrl(about: Pick<AccessSubject, 'instanceUrl'>, userId: string): string {
  const address = encodeURIComponent(`/${userId}?noredirect=1&isUserEntityOverride=1`);
  return setupUrl(about, `/lightning/setup/ManageUsers/page?address=${address}`);
}
