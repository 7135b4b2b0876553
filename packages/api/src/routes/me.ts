import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function meRoutes({
  me,
}: Services): Pick<Handlers, 'readMe' | 'answerWhoIAm' | 'checkMyConnection' | 'disconnectMe'> {
  return {
    readMe: ({ workspaceId, caller }) => me.read(workspaceId, caller),
    answerWhoIAm: ({ workspaceId, body, caller }) => me.answer(workspaceId, body.userId, caller),
    checkMyConnection: ({ workspaceId, caller }) => me.check(workspaceId, caller),
    disconnectMe: ({ workspaceId, caller }) => me.disconnect(workspaceId, caller),
  };
}
