import type { Change, SelectedObject } from './schemas.ts';

/**
 * `GET /api/v1/workspaces/:workspace/stream` (text/event-stream).
 *
 * `change`: one feed entry; the SSE id is its `seq`, and `Last-Event-ID` resumes after it.
 * `objects`: all selected objects whenever one of them moved (progress, state, freshness), at most one a second.
 * A comment line every 15 s keeps proxies from closing the stream.
 */
export type StreamEvent =
  | { readonly event: 'change'; readonly id: string; readonly data: Change }
  | { readonly event: 'objects'; readonly data: { readonly objects: readonly SelectedObject[] } };

export const STREAM_PATH = '/workspaces/:workspace/stream';
