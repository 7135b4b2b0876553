import { cx } from './cx.ts';

export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <span aria-hidden="true" className={cx('block animate-pulse-soft rounded-sm bg-sunken', className)} />
  );
}

/** Stands where rows will stand, in their height, so nothing jumps when they come. */
export function SkeletonRows({ rows, className }: { readonly rows: number; readonly className?: string }) {
  return (
    <div role="status" aria-label="Loading" className={cx('divide-y divide-line', className)}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex h-11 items-center gap-4 px-4">
          <Skeleton className="h-3.5 w-1/4" />
          <Skeleton className="h-3.5 w-1/3" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}
