/** Objects of which people see only their own rows, unless they manage others. */

interface OwnRows {
  /** Whose the row is. */
  readonly field: string;
  /** One of these permissions shows all rows. */
  readonly unless: readonly string[];
}

/** Source: Object Reference, "Special Access Rules" of LoginHistory, OauthToken and AuthSession. */
export const OWN_ROWS: Readonly<Record<string, OwnRows>> = {
  LoginHistory: { field: 'UserId', unless: ['ManageUsers'] },
  OauthToken: { field: 'UserId', unless: ['ManageUsers', 'CustomizeApplication'] },
  AuthSession: { field: 'UsersId', unless: ['ManageUsers'] },
};
