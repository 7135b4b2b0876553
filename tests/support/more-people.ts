import { orgSeed, PASSWORD } from './org-seed.ts';

/** People who can log in to the org of the scenarios with a browser, besides the administrator. */
export const SAM = 'sam@acme.example';
export const GRACE = 'grace@acme.example';

interface Seed {
  readonly users: readonly object[];
}

/** The scenarios' org with sales people in it. Their e-mails are their usernames, but for what `emails` says. */
export function orgSeedWithPeople(emails: Readonly<Record<string, string>> = {}): object {
  const seed = orgSeed({ accounts: 10, contacts: 5, widgets: 0 }) as Seed;
  const person = (username: string, firstName: string, lastName: string) => ({
    username,
    email: emails[username] ?? username,
    password: PASSWORD,
    firstName,
    lastName,
    profile: 'System Administrator',
  });
  return { ...seed, users: [...seed.users, person(SAM, 'Sam', 'Sales'), person(GRACE, 'Grace', 'Green')] };
}
