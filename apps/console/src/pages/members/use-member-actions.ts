import type { Invitation, Member, MemberChange, NewMember } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { membersQuery } from '../../lib/people-queries.ts';
import { showToast } from '../../lib/toast-store.ts';

function useRenew(workspace: string): () => Promise<unknown> {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: membersQuery(workspace).queryKey }),
      queryClient.invalidateQueries({ queryKey: ['workspace', workspace, 'connections'] }),
      queryClient.invalidateQueries({ queryKey: ['session'] }),
    ]);
}

export function useAddMember(workspace: string) {
  const renew = useRenew(workspace);
  return useMutation({
    meta: { quiet: true },
    mutationFn: (member: NewMember) => api.addMember({ workspace, ...member }),
    onSuccess: renew,
  });
}

export function useInviteAgain(workspace: string, onInvited: (invitation: Invitation) => void) {
  const renew = useRenew(workspace);
  return useMutation({
    mutationFn: (member: Member) => api.inviteMember({ workspace, member: member.id }),
    onSuccess: async (invitation) => {
      onInvited(invitation);
      await renew();
    },
  });
}

export function useChangeMember(workspace: string) {
  const renew = useRenew(workspace);
  return useMutation({
    mutationFn: ({ member, change }: { readonly member: Member; readonly change: MemberChange }) =>
      api.changeMember({ workspace, member: member.id, ...change }),
    onSuccess: async ({ name, role, status }, { change }) => {
      showToast(
        'good',
        change.suspended === undefined
          ? `${name} is ${role === 'admin' ? 'an admin' : 'a member'} now.`
          : status === 'suspended'
            ? `${name} is suspended and signed out.`
            : `${name} can sign in again.`,
      );
      await renew();
    },
  });
}

export function useRemoveMember(workspace: string) {
  const renew = useRenew(workspace);
  return useMutation({
    mutationFn: (member: Member) => api.removeMember({ workspace, member: member.id }),
    onSuccess: async (_, { name }) => {
      showToast('good', `${name} is removed.`);
      await renew();
    },
  });
}
