import { Link } from '@tanstack/react-router';
import { buttonClass } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';

export function RouteNotFound() {
  return (
    <div className="pt-[10vh]">
      <EmptyState
        title="There is no such page"
        action={
          <Link to="/" className={buttonClass({ kind: 'primary' })}>
            Go to the overview
          </Link>
        }
      >
        Check the address, or begin at the overview.
      </EmptyState>
    </div>
  );
}
