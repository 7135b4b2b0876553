import type { MappedField } from '@sync-user/contract';
import { useState } from 'react';
import { matchScore } from '../../lib/match-score.ts';
import { Card } from '../../ui/Card.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { SearchField } from '../../ui/SearchField.tsx';

interface MappedFieldsProps {
  readonly title: string;
  readonly fields: readonly MappedField[];
}

/** Mapped fields as they were last known, without asking the org; those in trouble first. */
export function MappedFields({ title, fields }: MappedFieldsProps) {
  const [query, setQuery] = useState('');
  const found = fields
    .filter(({ name, label, column }) => [name, label, column].some((text) => matchScore(query, text) > 0))
    .toSorted((a, b) => Number(b.trouble !== null) - Number(a.trouble !== null));
  return (
    <Card
      flush
      title={
        <>
          {title} <span className="ml-1 font-normal text-text-3">{fields.length}</span>
        </>
      }
      aside={
        fields.length > 5 && (
          <SearchField
            label="Search fields"
            placeholder="Search fields"
            className="w-56"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        )
      }
    >
      <div className="overflow-x-auto">
        <table className="w-full min-w-160">
          <thead>
            <tr className="text-left text-sm text-text-3">
              {['Label', 'Name in Salesforce', 'Type', 'Column', 'Column type'].map((title) => (
                <th key={title} scope="col" className="px-4 py-2 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.map((field) => (
              <FieldRow key={field.name} field={field} />
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && (
        <p className="px-4 py-8 text-center text-text-3">No field is called “{query}”.</p>
      )}
    </Card>
  );
}

function FieldRow({ field }: { readonly field: MappedField }) {
  const { label, name, type, column, columnType, trouble } = field;
  return (
    <>
      <tr className="border-t border-line">
        <th scope="row" className="px-4 py-2 text-left font-medium">
          {label}
        </th>
        <td className="px-4 py-2 font-mono text-xs">{name}</td>
        <td className="px-4 py-2 text-text-2">{type}</td>
        <td className="px-4 py-2 font-mono text-xs">{column}</td>
        <td className="px-4 py-2 font-mono text-xs text-text-2">{columnType}</td>
      </tr>
      {trouble !== null && (
        <tr>
          <td colSpan={5} className="px-4 pb-2.5">
            <p className="flex gap-2 text-sm">
              <WarningIcon className="mt-0.5 shrink-0 text-warn" />
              <span>
                <span className="text-warn">{trouble.title}.</span>{' '}
                <span className="text-text-2">{trouble.fix}</span>
              </span>
            </p>
          </td>
        </tr>
      )}
    </>
  );
}
