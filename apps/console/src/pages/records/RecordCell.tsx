import type { MappedField, MirrorRecord } from '@sync-user/contract';
import { type Cell, formatCell } from '../../lib/format-cell.ts';
import { CopyId } from '../../ui/CopyId.tsx';

interface RecordCellProps {
  readonly field: MappedField;
  readonly value: Cell | undefined;
  readonly record: MirrorRecord;
  /** In the panel a value has all the room it needs. */
  readonly whole?: boolean;
}

export function RecordCell({ field, value, record, whole = false }: RecordCellProps) {
  const text = formatCell(value, field.type, record['currencyisocode']);
  if (text === '') return <span className="text-text-3">–</span>;
  if (field.type === 'id' || field.type === 'reference') {
    return <CopyId id={text} {...(!whole && { tabIndex: -1 })} />;
  }
  if (!whole) {
    return (
      <span className="truncate" title={text.length > 24 ? text : undefined}>
        {text}
      </span>
    );
  }
  if (field.type === 'url' && /^https?:\/\//i.test(text)) {
    return (
      <a href={text} target="_blank" rel="noreferrer" className="break-all text-accent-text hover:underline">
        {text}
      </a>
    );
  }
  return <span className="break-words whitespace-pre-wrap">{text}</span>;
}
