/** A connection other than the sync user's. */
export interface OfConnection {
  readonly connection?: string;
}

export const OF_CONNECTION = [
  '--connection <id>',
  'a candidate’s or a member’s connection; the sync user’s when left out',
] as const;

export const toFields = ({ connection }: OfConnection): { connectionId?: string } =>
  connection === undefined ? {} : { connectionId: connection };
