import type { FieldInfo, FieldsChange } from '@sync-user/contract';
import { useState } from 'react';
import { describeType, FIELD_STATE_WORDS, FRESHNESS_WORDS } from '../../lib/field-words.ts';
import { ActionMenu, type MenuAction } from '../../ui/ActionMenu.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { EyeIcon, EyeOffIcon, PlusIcon, RetryIcon, TrashIcon, WarningIcon } from '../../ui/icons.tsx';
import { Time } from '../../ui/Time.tsx';

interface FieldRowProps {
  readonly field: FieldInfo;
  readonly isTicked: boolean;
  readonly onTick: (on: boolean) => void;
  readonly onChange: (change: FieldsChange) => void;
  readonly onAsk: (kind: 'remove' | 'private') => void;
}

export function FieldRow({ field, isTicked, onTick, onChange, onAsk }: FieldRowProps) {
  const { name, label, state, column, columnType, trouble, formula, encrypted, partOf } = field;
  const [isOpen, setIsOpen] = useState(false);
  const actions = actionsOf(field, onChange, onAsk);
  const marks = [
    field.required && 'required by the sync',
    partOf !== null && `part of ${partOf}`,
    encrypted && 'encrypted: masked unless the sync user may view encrypted data',
  ].filter((mark) => mark !== false);
  const hasMore = trouble !== null || field.why !== null || isOpen;
  return (
    <>
      <tr className="border-t border-line align-baseline">
        <td className="py-2.5 pl-4">
          {state === 'available' && (
            <input
              type="checkbox"
              aria-label={`Choose ${label}`}
              className="mt-0.5 size-4 accent-(--accent)"
              checked={isTicked}
              onChange={(event) => onTick(event.target.checked)}
            />
          )}
        </td>
        <th scope="row" className="px-3 py-2 text-left font-medium">
          {label}
          {marks.length > 0 && <p className="text-sm font-normal text-text-3">{marks.join(', ')}</p>}
        </th>
        <td className="px-3 py-2 font-mono text-xs">{name}</td>
        <td className="px-3 py-2 text-text-2">
          {describeType(field)}
          {formula !== null && (
            <button
              type="button"
              aria-expanded={isOpen}
              aria-label={`Formula of ${label}`}
              className="ml-1.5 rounded-sm text-sm text-accent-text hover:underline"
              onClick={() => setIsOpen(!isOpen)}
            >
              Formula
            </button>
          )}
        </td>
        <td className="px-3 py-2">
          {column !== null && <span className="font-mono text-xs">{column}</span>}
          {columnType !== null && (
            <span className="block font-mono text-xs text-text-3">
              {column === null ? `would be ${columnType}` : columnType}
            </span>
          )}
        </td>
        <td className="px-3 py-2">
          <FieldState field={field} />
        </td>
        <td className="py-1 pr-3 text-right">
          {actions.length > 0 && <ActionMenu label={`Actions for ${label}`} actions={actions} />}
        </td>
      </tr>
      {hasMore && (
        <tr>
          <td />
          <td colSpan={6} className="px-3 pb-2.5 text-sm">
            {trouble !== null ? (
              <p className="flex max-w-prose gap-2">
                <WarningIcon className="mt-0.5 shrink-0 text-warn" />
                <span>
                  <span className="text-warn">{trouble.title}.</span>{' '}
                  <span className="text-text-2">{trouble.fix}</span>
                </span>
              </p>
            ) : (
              field.why !== null && <p className="max-w-prose text-text-3">{field.why}</p>
            )}
            {isOpen && (
              <pre
                tabIndex={0}
                className="mt-1.5 max-w-full overflow-x-auto rounded-md bg-sunken p-2.5 font-mono text-xs"
              >
                {formula}
              </pre>
            )}
          </td>
        </tr>
      )}
    </>
  );
}

function FieldState({ field }: { readonly field: FieldInfo }) {
  const { state, freshness, calculated, asOf, droppedAt, filling } = field;
  const { word, tone } = FIELD_STATE_WORDS[state];
  const isOnItsOwn = state === 'mapped' && (calculated || freshness !== 'record');
  return (
    <>
      <Badge tone={filling ? 'accent' : tone}>{filling ? 'Filling' : word}</Badge>
      {isOnItsOwn && <span className="block text-sm text-text-3">{FRESHNESS_WORDS[freshness]}</span>}
      {isOnItsOwn && asOf !== null && (
        <span className="block text-sm text-text-3">
          as of <Time at={asOf} />
        </span>
      )}
      {state === 'removed' && droppedAt !== null && (
        <span className="block text-sm text-text-3">
          column goes <Time at={droppedAt} until />
        </span>
      )}
    </>
  );
}

function actionsOf(
  { name, state, required }: FieldInfo,
  onChange: FieldRowProps['onChange'],
  onAsk: FieldRowProps['onAsk'],
): readonly MenuAction[] {
  if (required) return [];
  const keepOut: MenuAction = {
    label: 'Do not mirror…',
    icon: <EyeOffIcon />,
    tone: 'danger',
    divided: true,
    run: () => onAsk('private'),
  };
  switch (state) {
    case 'available':
      return [{ label: 'Add', icon: <PlusIcon />, run: () => onChange({ add: [name] }) }, keepOut];
    case 'mapped':
    case 'lost':
      return [{ label: 'Remove…', icon: <TrashIcon />, run: () => onAsk('remove') }, keepOut];
    case 'removed':
      return [{ label: 'Bring it back', icon: <RetryIcon />, run: () => onChange({ add: [name] }) }, keepOut];
    case 'private':
      return [{ label: 'Allow it again', icon: <EyeIcon />, run: () => onChange({ shown: [name] }) }];
    case 'not_syncable':
      return [];
    default:
      throw new Error(`unknown field state ${String(state satisfies never)}`);
  }
}
