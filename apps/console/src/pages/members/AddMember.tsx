import type { Invitation, MemberRole } from '@sync-user/contract';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { useAddMember } from './use-member-actions.ts';

interface AddMemberProps {
  readonly workspace: string;
  readonly onAdded: (invitation: Invitation) => void;
}

export function AddMember({ workspace, onAdded }: AddMemberProps) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<MemberRole>('member');
  const add = useAddMember(workspace);
  const isComplete = email.trim() !== '' && name.trim() !== '';
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isComplete || add.isPending) return;
        add.mutate({ email: email.trim(), name: name.trim(), role }, { onSuccess: onAdded });
      }}
    >
      <Field
        label="Email"
        type="email"
        required
        autoFocus
        autoComplete="off"
        hint="Best the same as in Salesforce: the two are then matched without a question."
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Name"
        required
        maxLength={120}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <RadioCards
        legend="Role"
        columns={2}
        cards={[
          {
            id: 'member',
            label: 'Member',
            note: 'Connects and manages the own Salesforce account, nothing else.',
          },
          { id: 'admin', label: 'Admin', note: 'Manages the workspace: connection, objects, members.' },
        ]}
        value={role}
        onChange={setRole}
      />
      {add.error !== null && <ProblemNote error={add.error} />}
      <div className="flex justify-end">
        <Button type="submit" kind="primary" busy={add.isPending} disabled={!isComplete}>
          Add
        </Button>
      </div>
    </form>
  );
}
