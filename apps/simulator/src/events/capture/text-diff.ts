import { createHash } from 'node:crypto';
import type { Scalar } from '../../org/types.ts';

/** Shorter texts are sent whole. Source: facts 6.7. */
const MIN_DIFF_CHARACTERS = 1000;
const CONTEXT_LINES = 3;

/**
 * A change of a large text as a unified diff: `--- `, `+++ ` with the SHA-256 of the new text, one hunk.
 * Undefined where the whole value is to be sent. Source: facts 6.7.
 */
export function textDiff(before: Scalar | undefined, after: Scalar | undefined): string | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (before.length <= MIN_DIFF_CHARACTERS || after.length <= MIN_DIFF_CHARACTERS) return undefined;
  const hash = createHash('sha256').update(after).digest('hex');
  const diff = `--- \n+++ ${hash}\n${hunk(before.split('\n'), after.split('\n'))}`;
  return diff.length < after.length ? diff : undefined;
}

function hunk(before: readonly string[], after: readonly string[]): string {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const from = Math.max(0, start - CONTEXT_LINES);
  const kept = Math.min(CONTEXT_LINES, tail);
  const beforeEnd = before.length - tail;
  const afterEnd = after.length - tail;
  const lines = [
    ...before.slice(from, start).map((line) => ` ${line}`),
    ...before.slice(start, beforeEnd).map((line) => `-${line}`),
    ...after.slice(start, afterEnd).map((line) => `+${line}`),
    ...before.slice(beforeEnd, beforeEnd + kept).map((line) => ` ${line}`),
  ];
  const oldLength = beforeEnd + kept - from;
  const newLength = afterEnd + kept - from;
  return [`@@ -${from + 1},${oldLength} +${from + 1},${newLength} @@`, ...lines].join('\n');
}
