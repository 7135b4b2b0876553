import { ApiError } from '@sync-user/sdk';

/** The title of any failure, and its remedy, for a view. */
export function describeError(error: Error): {
  title: string;
  detail: string;
  fix: string;
  requestId?: string;
} {
  if (error instanceof ApiError) {
    const { title, detail, fix, requestId } = error;
    return { title, detail, fix, ...(requestId !== undefined && { requestId }) };
  }
  return {
    title: 'Something went wrong in the console',
    detail: error.message,
    fix: 'Reload the page. If it happens again, please report it.',
  };
}
