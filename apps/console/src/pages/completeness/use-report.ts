import { useMutation } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { download } from '../../lib/download.ts';
import { showToast } from '../../lib/toast-store.ts';

/** Downloads the signed report, of every object or of one. */
export function useReport(workspace: string, object?: string) {
  return useMutation({
    mutationFn: () => api.readCompletenessReport({ workspace, ...(object !== undefined && { object }) }),
    onSuccess: (signed) => {
      const day = signed.report.writtenAt.slice(0, 10);
      const name = [workspace, object, 'completeness', day].filter((part) => part !== undefined).join('-');
      download(`${name}.json`, `${JSON.stringify(signed, null, 2)}\n`, 'application/json');
      showToast('good', `The report is signed with the key ${signed.signature.keyId}.`);
    },
  });
}
