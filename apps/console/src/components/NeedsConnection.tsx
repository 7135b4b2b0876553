import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ConnectionIcon } from '../ui/icons.tsx';

interface NeedsConnectionProps {
  readonly workspace: string;
  readonly children: ReactNode;
}

export function NeedsConnection({ workspace, children }: NeedsConnectionProps) {
  return (
    <EmptyState
      icon={<ConnectionIcon />}
      title="Salesforce is not connected"
      action={
        <Link
          to="/w/$workspace/connection"
          params={{ workspace }}
          className={buttonClass({ kind: 'primary' })}
        >
          Connect Salesforce
        </Link>
      }
    >
      {children}
    </EmptyState>
  );
}
