import type { FieldInfo, FieldsChange, ObjectFields, SelectedObject } from '@sync-user/contract';
import { useState } from 'react';
import { formatCounted } from '../../lib/format-number.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { cx } from '../../ui/cx.ts';
import { PlusIcon, RetryIcon } from '../../ui/icons.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Time } from '../../ui/Time.tsx';
import { FieldRow } from './FieldRow.tsx';
import { countGroup, FIELD_GROUPS, type FieldGroup, findFields } from './find-fields.ts';
import { useChangeFields, useRefreshFields } from './use-field-changes.ts';

interface FieldsGridProps {
  readonly workspace: string;
  readonly object: SelectedObject;
  readonly answer: ObjectFields;
}

/** What is asked before it is done. */
interface Question {
  readonly kind: 'remove' | 'private';
  readonly field: FieldInfo;
}

/** All fields of an object: what is mapped, what could be, what is kept out and why. */
export function FieldsGrid({ workspace, object, answer }: FieldsGridProps) {
  const { fields, describedAt } = answer;
  const [group, setGroup] = useState<FieldGroup>('mapped');
  const [query, setQuery] = useState('');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [question, setQuestion] = useState<Question>();
  const [isAsking, setIsAsking] = useState(false);
  const change = useChangeFields(workspace, object.name);
  const refresh = useRefreshFields(workspace, object.name);
  const found = findFields(fields, group, query);
  const chosen = fields.filter(({ name, state }) => ticked.has(name) && state === 'available');
  const groups = FIELD_GROUPS.map((each) => ({ ...each, count: countGroup(fields, each.id) })).filter(
    ({ id, count }) => count > 0 || id === 'mapped',
  );

  const apply = (wanted: FieldsChange): void =>
    change.mutate(wanted, { onSuccess: () => setTicked(new Set()) });
  const ask = (kind: Question['kind'], field: FieldInfo): void => {
    setQuestion({ kind, field });
    setIsAsking(true);
  };
  return (
    <Card
      flush
      label="Fields"
      title={
        <>
          Fields <span className="ml-1 font-normal text-text-3">{fields.length}</span>
        </>
      }
      aside={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {describedAt !== null && (
            <span className="text-sm text-text-3">
              compared with Salesforce <Time at={describedAt} />
            </span>
          )}
          <Button size="sm" busy={refresh.isPending} onClick={() => refresh.mutate()}>
            <RetryIcon /> Refresh fields
          </Button>
        </span>
      }
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5">
        <SearchField
          label="Search fields"
          placeholder={`Search ${formatCounted(fields.length, 'field')}`}
          className="w-56"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <div
          role="group"
          aria-label="Show"
          className="flex max-w-full flex-wrap rounded-md border border-line-strong p-0.5"
        >
          {groups.map(({ id, label, count }) => (
            <button
              key={id}
              type="button"
              aria-pressed={group === id && query === ''}
              className={cx(
                'h-6.5 rounded-sm px-2.5 text-sm',
                group === id && query === ''
                  ? 'bg-accent-soft font-medium text-accent-text'
                  : 'text-text-2 hover:text-text',
              )}
              onClick={() => {
                setGroup(id);
                setQuery('');
              }}
            >
              {label} <span className="font-normal opacity-80">{count}</span>
            </button>
          ))}
        </div>
        {chosen.length > 0 && (
          <Button
            kind="primary"
            className="ml-auto"
            busy={change.isPending}
            onClick={() => apply({ add: chosen.map(({ name }) => name) })}
          >
            <PlusIcon /> Add {formatCounted(chosen.length, 'field')}
          </Button>
        )}
      </div>
      <div className="relative overflow-x-auto">
        <table className="w-full min-w-170">
          <thead>
            <tr className="text-left text-sm text-text-3">
              <th scope="col" className="w-8 py-2 pl-4">
                <span className="sr-only">Choose</span>
              </th>
              {['Label', 'Name in Salesforce', 'Type', 'Column', 'State'].map((title) => (
                <th key={title} scope="col" className="px-3 py-2 font-medium">
                  {title}
                </th>
              ))}
              <th scope="col" className="w-11">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.map((field) => (
              <FieldRow
                key={field.name}
                field={field}
                isTicked={ticked.has(field.name)}
                onTick={(on) =>
                  setTicked((before) => {
                    const after = new Set(before);
                    if (on) after.add(field.name);
                    else after.delete(field.name);
                    return after;
                  })
                }
                onChange={apply}
                onAsk={(kind) => ask(kind, field)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && (
        <p className="px-4 py-8 text-center text-text-3">
          {query === '' ? 'There are none of this kind.' : `No field is called “${query}”.`}
        </p>
      )}
      {question !== undefined && (
        <ChangeQuestion
          question={question}
          open={isAsking}
          onOpenChange={setIsAsking}
          busy={change.isPending}
          onConfirm={(wanted) => change.mutateAsync(wanted)}
        />
      )}
    </Card>
  );
}

interface ChangeQuestionProps {
  readonly question: Question;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly busy: boolean;
  readonly onConfirm: (change: FieldsChange) => Promise<unknown>;
}

function ChangeQuestion({ question: { kind, field }, busy, onConfirm, ...rest }: ChangeQuestionProps) {
  const { name, label, column } = field;
  if (kind === 'remove')
    return (
      <Confirm
        {...rest}
        title={`Remove ${label}?`}
        action="Remove the field"
        busy={busy}
        onConfirm={() => onConfirm({ remove: [name] })}
      >
        <p>
          It is read no more. Its column <span className="font-mono text-xs text-text">{column}</span> keeps
          its values for a grace period, in which the field can be brought back; then it is dropped.
        </p>
      </Confirm>
    );
  return (
    <Confirm
      {...rest}
      title={`Do not mirror ${label}?`}
      action="Do not mirror it"
      busy={busy}
      onConfirm={() => onConfirm({ private: [name] })}
    >
      <p>
        Salesforce is never asked for it again. What is here of it goes at once: the column, and its values in
        deleted records, in the change feed and among the values that did not fit.
      </p>
      <p>Nothing changes in Salesforce. If you allow it later, its values are read anew.</p>
    </Confirm>
  );
}
