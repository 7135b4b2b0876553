import type { PermissionPolicy } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../lib/api.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { POLICY_WORDS } from './check-words.ts';

const POLICIES = Object.keys(POLICY_WORDS) as PermissionPolicy[];

interface PolicyCardProps {
  readonly workspace: string;
  readonly policy: PermissionPolicy;
  /** The checks measure against the policy: they run again after a change. */
  readonly onChanged: () => void;
}

/** What the workspace asks of its sync user, and what else it could ask. */
export function PolicyCard({ workspace, policy, onChanged }: PolicyCardProps) {
  const [chosen, setChosen] = useState<PermissionPolicy>();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (permissionPolicy: PermissionPolicy) => api.changeWorkspace({ workspace, permissionPolicy }),
    onSuccess: async ({ permissionPolicy }) => {
      showToast('good', `The policy is “${POLICY_WORDS[permissionPolicy].label}” now.`);
      await queryClient.invalidateQueries({ queryKey: ['workspace', workspace, 'overview'] });
      setChosen(undefined);
      onChanged();
    },
  });
  const { label, note, asks } = POLICY_WORDS[policy];
  return (
    <Card
      title={
        <>
          Policy <span className="ml-1 font-normal text-text-2">{label}</span>
        </>
      }
      aside={
        chosen === undefined && (
          <Button size="sm" onClick={() => setChosen(policy)}>
            Change policy
          </Button>
        )
      }
    >
      {chosen === undefined ? (
        <p className="text-text-2">
          {note} It asks for: {asks.join('; ')}.
        </p>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen !== policy && !save.isPending) save.mutate(chosen);
          }}
        >
          <RadioCards
            legend="What is asked of the sync user?"
            columns={2}
            value={chosen}
            onChange={setChosen}
            cards={POLICIES.map((each) => ({
              id: each,
              label: POLICY_WORDS[each].label,
              note: POLICY_WORDS[each].note,
              ...(each === 'least_privilege' && { badge: <Badge tone="good">Recommended</Badge> }),
              body: (
                <ul className="mt-1.5 list-disc pl-4 text-sm text-text-2">
                  {POLICY_WORDS[each].asks.map((ask) => (
                    <li key={ask}>{ask}</li>
                  ))}
                </ul>
              ),
            }))}
          />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" kind="primary" busy={save.isPending} disabled={chosen === policy}>
              Use this policy and check
            </Button>
            <Button onClick={() => setChosen(undefined)}>Cancel</Button>
          </div>
        </form>
      )}
    </Card>
  );
}
