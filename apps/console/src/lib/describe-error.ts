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
  if (isMissingPart(error)) {
    return {
      title: 'A part of the console could not be fetched',
      detail: 'The server does not answer, or it was updated since this page was opened.',
      fix: 'Reload the page.',
    };
  }
  return {
    title: 'Something went wrong in the console',
    detail: error.message,
    fix: 'Reload the page. If it happens again, please report it.',
  };
}

/** A file of the console that did not come: what Vite, Chromium, Firefox and Safari say then, in this order. */
export function isMissingPart({ message }: Error): boolean {
  return /^Unable to preload CSS|dynamically imported module|Importing a module script failed/.test(message);
}
