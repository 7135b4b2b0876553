import { Button } from '../ui/Button.tsx';

interface ListEndProps {
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly onMore: () => void;
  /** Said where nothing is older. */
  readonly beginning: string;
}

/** Foot of a list that is read from new to old, a page at a time. */
export function ListEnd({ hasMore, busy, onMore, beginning }: ListEndProps) {
  return (
    <div className="flex justify-center py-3 text-sm text-text-3">
      {hasMore ? (
        <Button size="sm" busy={busy} onClick={onMore}>
          Look further back
        </Button>
      ) : (
        beginning
      )}
    </div>
  );
}
