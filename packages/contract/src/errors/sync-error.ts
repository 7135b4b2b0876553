import { ERRORS, type ErrorCode, type ErrorSpec } from './catalogue.ts';

/** Facts for the log and the console: numbers and names. Never tokens, never record contents. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** An operational failure with a stable code. Bugs are plain `Error`s; outcomes are values. */
export class SyncError extends Error {
  override readonly name = 'SyncError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  get spec(): ErrorSpec {
    return ERRORS[this.code];
  }
}

/** True for a `SyncError` with one of `codes`, or any `SyncError` when none is given. */
export function isSyncError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is SyncError & { readonly code: Code } {
  return (
    error instanceof SyncError && (codes.length === 0 || (codes as readonly ErrorCode[]).includes(error.code))
  );
}
