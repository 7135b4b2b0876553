import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SyncError } from '@sync-user/contract';
import { from as copyFrom } from 'pg-copy-streams';
import { sqlState, toDatabaseError } from '../database/database-error.ts';
import type { Transaction } from '../database/queryable.ts';
import { NUL_MARK } from '../quarantine/cell-checks.ts';

/**
 * SQLSTATEs that say the CSV is damaged, not that a value is wrong: 22P04 bad_copy_file_format ("unterminated CSV quoted
 * field", "missing data for column" among them), 22021 character_not_in_repertoire (half a character at the end).
 * Source: PostgreSQL manual, appendix A.
 */
const BROKEN_FORMAT = new Set(['22P04', '22021']);
/** Chunks of fewer bytes are joined before they are sent. What comes from the network is larger, and is not. */
const CHUNK_BYTES = 32 * 1024;

/**
 * Streams CSV with its header line into a relation; no more than a few chunks are in memory. Empty means null, quoted
 * or not, as in Salesforce's CSV. Returns the rows PostgreSQL counted.
 *
 * What the chunks throw passes through unchanged. In every case the transaction's connection stays usable.
 *
 * @param columns quoted, in the order of the header
 * @param suspects `refuse`: bytes that PostgreSQL has no room for, or would read as what they are not, end it with
 *   `SuspectValue`; `mark`: NUL bytes become `NUL_MARK`, and the rest is looked at afterwards
 * @throws `SF_ANSWER_CUT` when the CSV ends inside a row, `DATABASE_UNAVAILABLE`, or PostgreSQL's own error
 */
export async function copyCsv(
  tx: Transaction,
  relation: string,
  columns: readonly string[],
  chunks: AsyncIterable<Buffer>,
  suspects: 'refuse' | 'mark',
): Promise<number> {
  const names = columns.join(', ');
  const copy = tx.client.query(
    copyFrom(
      /* sql */ `copy ${relation} (${names}) from stdin with (format csv, header true, force_null (${names}))`,
    ),
  );
  let failure: { readonly error: unknown } | undefined;
  const checked = suspects === 'refuse' ? refuseSuspects(chunks) : markNul(chunks);
  const source = watchFailure(checked, (error) => (failure = { error }));
  try {
    await pipeline(Readable.from(toLargeChunks(source), { objectMode: true, highWaterMark: 1 }), copy);
    return copy.rowCount;
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    if (BROKEN_FORMAT.has(sqlState(error) ?? '')) {
      throw new SyncError(
        'SF_ANSWER_CUT',
        'the page ended inside a row, or a row has another number of columns than the header',
      );
    }
    throw toDatabaseError(error);
  }
}

/** Tells what the source threw, because the stream between may report it as its own. */
async function* watchFailure(
  chunks: AsyncIterable<Buffer>,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    onFailure(error);
    throw error;
  }
}

async function* toLargeChunks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= CHUNK_BYTES) {
      yield parts.length === 1 ? chunk : Buffer.concat(parts, size);
      parts = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(parts, size);
}

/** Thrown for a page that is to be read carefully. */
export class SuspectValue extends Error {}

/** PostgreSQL reads these cells as numbers and dates that no record has. Java writes them so. */
const SUSPECTS = ['"NaN"', 'Infinity"'];
const LONGEST_SUSPECT = Math.max(...SUSPECTS.map((text) => text.length));

async function* refuseSuspects(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let end: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (chunk.includes(0)) throw new SuspectValue('a null character');
    // A suspect may lie across chunks.
    const border = Buffer.concat([end, chunk.subarray(0, LONGEST_SUSPECT)]);
    for (const suspect of SUSPECTS)
      if (chunk.includes(suspect) || border.includes(suspect))
        throw new SuspectValue(`the value ${suspect.replaceAll('"', '')}`);
    end = Buffer.concat([end, chunk.subarray(-LONGEST_SUSPECT)]).subarray(-LONGEST_SUSPECT);
    yield chunk;
  }
}

const NUL_MARK_BYTES = Buffer.from(NUL_MARK);

async function* markNul(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, from)) {
      yield chunk.subarray(from, at);
      yield NUL_MARK_BYTES;
      from = at + 1;
    }
    yield chunk.subarray(from);
  }
}
