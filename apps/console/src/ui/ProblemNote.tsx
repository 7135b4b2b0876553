import { describeError } from '../lib/describe-error.ts';
import { ErrorIcon } from './icons.tsx';

/** A failure beside the form that caused it. */
export function ProblemNote({ error }: { readonly error: Error }) {
  const { title, detail, fix } = describeError(error);
  return (
    <div role="alert" className="flex gap-2.5 rounded-md bg-bad-soft px-3 py-2.5">
      <ErrorIcon className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-medium text-bad">{title}</p>
        {detail !== '' && <p className="mt-0.5 text-sm break-words text-text-2">{detail}</p>}
        {fix !== '' && <p className="mt-1 text-sm">{fix}</p>}
      </div>
    </div>
  );
}
