/** The three ways to choose a sync user, as shown before anything is connected. Row U3. */
export const SETUP_KINDS = ['dedicated', 'shared', 'individual'] as const;
export type SetupKindName = (typeof SETUP_KINDS)[number];

export interface SetupKindChoice {
  readonly label: string;
  readonly description: string;
  readonly pros: readonly string[];
  readonly cons: readonly string[];
  readonly recommended: boolean;
}

export const SETUP_KIND_CHOICES: Readonly<Record<SetupKindName, SetupKindChoice>> = {
  dedicated: {
    label: 'A user of its own',
    description: 'A Salesforce user that only this sync logs in as, with a permission set made for it.',
    pros: [
      'Has exactly the permissions that the sync needs, and no others.',
      'Every change it makes carries its own name in Salesforce.',
      'Nobody’s holiday, password or departure stops the sync.',
    ],
    cons: [
      'Takes one Salesforce licence; a Salesforce Integration licence, of which most editions include some, is enough.',
      'Somebody has to create it first.',
    ],
    recommended: true,
  },
  shared: {
    label: 'A user shared with other apps',
    description: 'An integration user that other connected apps use as well.',
    pros: ['No further licence.', 'Quick: the user is there, often with wide permissions.'],
    cons: [
      'Permissions and the five approvals of each app hang on one user: who changes them for one app changes them for all.',
      'Changes of all apps carry the same name in Salesforce.',
      'When the user is frozen or locked, every app stops together.',
    ],
    recommended: false,
  },
  individual: {
    label: 'Somebody’s own user',
    description: 'The user of a person, usually an administrator, who works in Salesforce.',
    pros: ['Nothing to create and no further licence.', 'The fastest way to try it out.'],
    cons: [
      'The sync stops when the person leaves, is deactivated or changes the password.',
      'The sync has all of the person’s permissions, needed or not.',
      'Its changes look as if the person had made them.',
    ],
    recommended: false,
  },
};

/** Approvals of one user for one app; one more revokes the oldest. Source: Salesforce Help, "Manage OAuth Access Policies". */
export const APPROVALS_PER_USER_AND_APP = 5;

/** Where a sync user is chosen or changed. Row S9. */
export const SYNC_USER_ADVICE: readonly string[] = [
  'Use a user of its own rather than a person’s.',
  'Change it only when you must: the one in force has proven that it sees everything.',
  'Keep its credentials in a password manager that more than one administrator can open.',
];
