import { type Ref, useEffect, useEffectEvent, useState } from 'react';
import { SearchField } from '../../ui/SearchField.tsx';

interface RecordSearchProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly value: string;
  readonly onChange: (text: string | undefined) => void;
}

/** Searches when the typing pauses; the text follows the address when that changes by itself (back, a link). */
export function RecordSearch({ ref, value, onChange }: RecordSearchProps) {
  const [draft, setDraft] = useState({ base: value, text: value });
  const text = draft.base === value ? draft.text : value;
  const change = useEffectEvent(onChange);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => change(text.trim() === '' ? undefined : text), 200);
    return () => clearTimeout(timer);
  }, [text, value]);

  return (
    <SearchField
      ref={ref}
      label="Search by name or id"
      placeholder="Search by name or id"
      className="w-64"
      value={text}
      onChange={(event) => setDraft({ base: value, text: event.target.value })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
