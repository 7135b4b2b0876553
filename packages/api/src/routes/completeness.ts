import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function completenessRoutes({
  completeness,
}: Services): Pick<
  Handlers,
  | 'readCompleteness'
  | 'changeCompleteness'
  | 'readObjectCompleteness'
  | 'takeCensus'
  | 'readCompletenessReport'
  | 'readReportKey'
  | 'traceRecord'
> {
  return {
    readCompleteness: ({ workspaceId }) => completeness.read(workspaceId),
    changeCompleteness: ({ workspaceId, body, caller }) => completeness.change(workspaceId, body, caller),
    readObjectCompleteness: ({ workspaceId, params }) => completeness.readObject(workspaceId, params.object),
    takeCensus: ({ workspaceId, body, caller }) => completeness.takeCensus(workspaceId, body, caller),
    readCompletenessReport: ({ workspaceId, query }) => completeness.readReport(workspaceId, query),
    readReportKey: () => completeness.readReportKey(),
    traceRecord: ({ workspaceId, params }) => completeness.traceRecord(workspaceId, params.id),
  };
}
