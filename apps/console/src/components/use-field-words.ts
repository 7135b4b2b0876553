import type { MappedField } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { objectQuery, overviewQuery } from '../lib/queries.ts';

interface FieldWords {
  readonly label: string;
  readonly fields: ReadonlyMap<string, MappedField>;
}

/** Label of an object and its fields by column, so a change can be told in Salesforce's words; undefined until read. */
export function useFieldWords(workspace: string, object: string): FieldWords | undefined {
  const { data } = useQuery({
    ...objectQuery(workspace, object),
    // Labels hardly ever move, and an object that is no longer selected has none: columns then speak for themselves.
    staleTime: 10 * 60_000,
    retryOnMount: false,
    select: toWords,
  });
  // The overview knows the labels of all objects at once; only the fields' come later.
  const { data: label } = useQuery({
    ...overviewQuery(workspace),
    // It is kept fresh by others; every entry of a list asking for itself would be many.
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    select: ({ objects }) => objects.find(({ name }) => name === object)?.label,
  });
  return data ?? (label === undefined ? undefined : { label, fields: new Map() });
}

function toWords({ label, fields }: { label: string; fields: readonly MappedField[] }): FieldWords {
  return { label, fields: new Map(fields.map((field) => [field.column, field])) };
}
