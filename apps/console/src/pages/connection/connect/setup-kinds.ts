import type { SetupKind } from '@sync-user/contract';

export type ChosenSetup = Exclude<SetupKind['kind'], 'unknown'>;

/** The three kinds of sync user, for somebody who has none yet. */
export const SETUPS: readonly {
  readonly id: ChosenSetup;
  readonly label: string;
  readonly isAdvised: boolean;
  readonly pros: readonly string[];
  readonly cons: readonly string[];
}[] = [
  {
    id: 'dedicated',
    label: 'A user of its own',
    isAdvised: true,
    pros: [
      'Exactly the permissions that are needed',
      'What we change is recognisably ours',
      'Stays when people leave',
    ],
    cons: ['Takes one licence; the Salesforce Integration licence is enough'],
  },
  {
    id: 'shared',
    label: 'Shared with other apps',
    isAdvised: false,
    pros: ['There already', 'No further licence'],
    cons: [
      'Shares permissions, limits and the five logins per app with the others',
      'When it is shut off, all of them stop',
    ],
  },
  {
    id: 'individual',
    label: 'A person’s own user',
    isAdvised: false,
    pros: ['The fastest way to begin', 'Costs nothing'],
    cons: [
      'Stops when the person leaves, or changes the password',
      'Has more access than needed, and our changes carry the person’s name',
    ],
  },
];
