import type { RowError } from '../types.ts';

/** One refused row, with everything that is wrong with it. Caught inside `save`, never seen outside. */
export class RowFailure extends Error {
  override readonly name = 'RowFailure';
  readonly errors: readonly RowError[];

  constructor(errors: readonly RowError[]) {
    super(errors.map((error) => error.message).join('; '));
    this.errors = errors;
  }
}

export function rowError(statusCode: string, message: string, fields: readonly string[] = []): RowError {
  return { statusCode, message, fields };
}

export function refuse(statusCode: string, message: string, fields: readonly string[] = []): RowFailure {
  return new RowFailure([rowError(statusCode, message, fields)]);
}
