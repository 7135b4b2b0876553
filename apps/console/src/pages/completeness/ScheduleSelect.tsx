import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { api } from '../../lib/api.ts';
import { formatInterval } from '../../lib/format-time.ts';
import { completenessQuery } from '../../lib/proof-queries.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Select } from '../../ui/Select.tsx';

const CHOICES = [0, 6, 12, 24, 48, 168];

interface ScheduleSelectProps {
  readonly workspace: string;
  readonly everyHours: number;
}

/** How often objects are compared by themselves. */
export function ScheduleSelect({ workspace, everyHours }: ScheduleSelectProps) {
  const queryClient = useQueryClient();
  const id = useId();
  const change = useMutation({
    mutationFn: (hours: number) => api.changeCompleteness({ workspace, everyHours: hours }),
    onSuccess: (changed) => {
      queryClient.setQueryData(completenessQuery(workspace).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ['workspace', workspace, 'plan'] });
      showToast(
        'good',
        changed.everyHours === 0
          ? 'Objects are compared only when somebody asks.'
          : `Objects are compared ${wordsOf(changed.everyHours)}.`,
      );
    },
  });
  const choices = [...new Set([...CHOICES, everyHours])].toSorted((a, b) => a - b);
  return (
    <span className="flex items-center gap-2">
      <label htmlFor={id} className="text-sm text-text-2">
        Compare
      </label>
      <Select
        id={id}
        disabled={change.isPending}
        value={change.isPending ? change.variables : everyHours}
        onChange={(event) => change.mutate(Number(event.target.value))}
      >
        {choices.map((hours) => (
          <option key={hours} value={hours}>
            {hours === 0 ? 'only when asked' : wordsOf(hours)}
          </option>
        ))}
      </Select>
    </span>
  );
}

/** `every 6 h`, `every day`, `every 7 days` */
function wordsOf(hours: number): string {
  if (hours % 24 !== 0) return formatInterval(hours * 3600);
  return hours === 24 ? 'every day' : `every ${hours / 24} days`;
}
