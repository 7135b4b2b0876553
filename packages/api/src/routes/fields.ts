import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function fieldRoutes({
  fields,
}: Services): Pick<
  Handlers,
  | 'listFields'
  | 'changeFields'
  | 'setRowFilter'
  | 'refreshObjectFields'
  | 'refreshFields'
  | 'listSchemaChanges'
  | 'decideSchemaChange'
  | 'readFieldSettings'
  | 'changeFieldSettings'
> {
  return {
    listFields: ({ workspaceId, params }) => fields.list(workspaceId, params.object),
    changeFields: ({ workspaceId, params, body, caller }) =>
      fields.change(workspaceId, params.object, body, caller),
    setRowFilter: ({ workspaceId, params, body, caller }) =>
      fields.setRowFilter(workspaceId, params.object, body, caller),
    refreshObjectFields: ({ workspaceId, params, caller }) =>
      fields.refresh(workspaceId, params.object, caller),
    refreshFields: ({ workspaceId, caller }) => fields.refresh(workspaceId, undefined, caller),
    listSchemaChanges: ({ workspaceId, query }) => fields.listChanges(workspaceId, query),
    decideSchemaChange: ({ workspaceId, params, body, caller }) =>
      fields.decide(workspaceId, params.change, body.decision, caller),
    readFieldSettings: ({ workspaceId }) => fields.readSettings(workspaceId),
    changeFieldSettings: ({ workspaceId, body, caller }) => fields.changeSettings(workspaceId, body, caller),
  };
}
