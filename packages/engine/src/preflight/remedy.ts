import type { CheckRun, Remedy } from './check.ts';
import { setupUrl, userUrl } from './setup-link.ts';

/** Pages of Setup: what people call the way there, and its address. */
const PAGES = {
  permissionSets: ['Setup > Users > Permission Sets', 'PermSets'],
  profiles: ['Setup > Users > Profiles', 'EnhancedProfiles'],
  appUsage: ['Setup > Apps > Connected Apps > Connected Apps OAuth Usage', 'ConnectedAppsUsage'],
  appManager: [
    'Setup > Apps > External Client Apps > External Client App Manager',
    'ManageExternalClientApplication',
  ],
  networkAccess: ['Setup > Security > Network Access', 'NetworkAccess'],
  company: ['Setup > Company Settings > Company Information', 'CompanyProfileInfo'],
  currencies: ['Setup > Company Settings > Manage Currencies', 'CompanyCurrency'],
  changeDataCapture: ['Setup > Integrations > Change Data Capture', 'CdcObjectEnablement'],
  personAccounts: ['Setup > Feature Settings > Sales > Accounts > Person Account', 'PersonAccountSettings'],
} as const;

/** Something to change on a page of Setup; `step` is what to open there. */
export function onPage(run: CheckRun, page: keyof typeof PAGES, step: string, text: string): Remedy {
  const [where, name] = PAGES[page];
  const url = setupUrl(run.about, `/lightning/setup/${name}/home`);
  return { text, where: step === '' ? where : `${where} > ${step}`, url, canApply: false };
}

/** Something to change on the subject's own page. */
export function onUser(run: CheckRun, step: string, text: string, canApply = false): Remedy {
  return {
    text,
    where: `Setup > Users > Users > ${run.subject.username} > ${step}`,
    url: userUrl(run.about, run.subject.userId),
    canApply,
  };
}

/** Something to change here rather than in Salesforce. */
export function here(where: string, text: string): Remedy {
  return { text, where, url: null, canApply: false };
}
