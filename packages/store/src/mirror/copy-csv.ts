import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SyncError } from '@sync-user/contract';
import { from as copyFrom } from 'pg-copy-streams';
import { sqlState, toDatabaseError } from '../database/database-error.ts';
import type { Transaction } from '../database/queryable.ts';

/**
 * SQLSTATEs that say the CSV is damaged, not that a value is wrong: 22P04 bad_copy_file_format ("unterminated CSV quoted
 * field", "missing data for column" among them), 22021 character_not_in_repertoire (half a character at the end).
 * Source: PostgreSQL manual, appendix A.
 */
const BROKEN_FORMAT = new Set(['22P04', '22021']);
const CHUNK_BYTES = 64 * 1024;

/**
 * Streams CSV with its header line into a relation; no more than a few chunks are in memory. Empty means null, quoted
 * or not, as in Salesforce's CSV. NUL bytes are left out. Returns the rows PostgreSQL counted.
 *
 * What the chunks throw passes through unchanged. In every case the transaction's connection stays usable.
 *
 * @param columns quoted, in the order of the header
 * @throws `SF_ANSWER_CUT` when the CSV ends inside a row, `DATABASE_UNAVAILABLE`, or PostgreSQL's own error
 */
export async function copyCsv(
  tx: Transaction,
  relation: string,
  columns: readonly string[],
  chunks: AsyncIterable<Buffer>,
): Promise<number> {
  const names = columns.join(', ');
  const copy = tx.client.query(
    copyFrom(
      /* sql */ `copy ${relation} (${names}) from stdin with (format csv, header true, force_null (${names}))`,
    ),
  );
  let failure: { readonly error: unknown } | undefined;
  const source = watchFailure(chunks, (error) => (failure = { error }));
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
    const clean = withoutNul(chunk);
    parts.push(clean);
    size += clean.length;
    if (size >= CHUNK_BYTES) {
      yield parts.length === 1 ? clean : Buffer.concat(parts, size);
      parts = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(parts, size);
}

function withoutNul(chunk: Buffer): Buffer {
  return chunk.includes(0) ? (chunk.filter((byte) => byte !== 0) as Buffer) : chunk;
}
