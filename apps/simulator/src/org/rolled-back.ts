import type { SaveResult } from './types.ts';

/** Thrown to roll back an all-or-none save; carries the answer. */
export class RolledBack extends Error {
  readonly results: SaveResult[];

  constructor(results: SaveResult[]) {
    super('One row was refused, so none was saved.');
    this.results = results;
  }
}

/** Thrown to roll back what `atomically` is not to keep. */
export class NotKept extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('The result was not accepted, so its changes are rolled back.');
    this.result = result;
  }
}
