/** An org on its first day: one administrator. */
export const EMPTY_SEED = {
  organization: { name: 'Empty Org', edition: 'Developer Edition', myDomain: 'empty' },
  users: [
    {
      username: 'admin@empty.example',
      password: 'Password1!',
      firstName: 'Alex',
      lastName: 'Admin',
      profile: 'System Administrator',
    },
  ],
} as const;
