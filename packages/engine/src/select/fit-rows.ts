import { DEEP_OVERLAP_MS } from '../poll/poll-window.ts';
import { toEpochMs, toInstant } from '../ports/clock.ts';
import { toRowQuery } from '../soql/build-soql.ts';
import { IDS_PER_QUERY, idIn, readAllRows } from '../soql/read-rows.ts';
import type { Fill, FillOutcome } from './fill-fields.ts';

/** Ids of one query; they come in pages of 2,000 whatever is asked for. */
const IDS_PER_LOOK = 2000;

/**
 * Fits the rows of the mirror to the object's row filter, range by range along the Id: rows that do not meet it leave, rows
 * that meet it and are not there are read whole. Durable after each range.
 *
 * A row leaves with its own stamp, so that it can come back with that very stamp. What changed lately is left to the polls:
 * it may have been committed after we asked.
 */
export async function fitRows(fill: Fill): Promise<FillOutcome> {
  const { ports, object, backfill, context } = fill;
  const { table } = object;
  let { place, rowsRead } = backfill;
  for (;;) {
    const soql = toRowQuery(table, {
      select: ['Id'],
      where: place === null ? [] : [`Id > '${place}'`],
      orderBy: ['Id'],
      limit: IDS_PER_LOOK,
    });
    const { value: page, askedAt } = await ports.org.query(soql, { withDeleted: false }, context);
    const matching = page.records.map((record) => String(record['Id']));
    const isLast = matching.length < IDS_PER_LOOK;
    const through = isLast ? null : (matching.at(-1) ?? null);
    const meets = new Set(matching);
    const before = toInstant(toEpochMs(askedAt) - DEEP_OVERLAP_MS);
    const there = await ports.mirror.listRange(table, { after: place, through, before });
    const leaving = there
      .filter(({ id }) => !meets.has(id))
      .map(({ id, stamp }) => ({ Id: id, IsDeleted: true, [table.cursorField]: stamp }));
    await ports.mirror.applyRecords(table, leaving, { cause: 'backfill', cursor: null });

    const present = new Set(await ports.mirror.listPresent(table, matching));
    const missing = matching.filter((id) => !present.has(id));
    for (let at = 0; at < missing.length; at += IDS_PER_QUERY) {
      const ids = missing.slice(at, at + IDS_PER_QUERY);
      const records = await readAllRows(ports, toRowQuery(table, { where: [idIn(ids)] }), context);
      await ports.mirror.applyRecords(table, records, { cause: 'backfill', cursor: null });
    }

    rowsRead += matching.length;
    place = through;
    const written = await ports.fields.writeBackfill(backfill.backfillId, {
      place,
      rowsRead,
      trouble: null,
      ...(isLast && { phase: 'done' as const, finishedAt: toInstant(ports.clock.nowMs()) }),
    });
    if (!written) return { kind: 'not_wanted' };
    if (isLast) return { kind: 'filled', rows: rowsRead };
  }
}
