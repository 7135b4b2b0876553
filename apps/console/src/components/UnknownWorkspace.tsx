import { Link } from '@tanstack/react-router';
import { buttonClass } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';

export function UnknownWorkspace({ slug }: { readonly slug: string }) {
  return (
    <div className="pt-[10vh]">
      <EmptyState
        level={1}
        title={`There is no workspace “${slug}”`}
        action={
          <Link to="/" className={buttonClass({ kind: 'primary' })}>
            Go to a workspace of yours
          </Link>
        }
      >
        It does not exist, or your account may not see it. Pick another one at the top left.
      </EmptyState>
    </div>
  );
}
