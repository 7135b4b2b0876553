import { Skeleton, SkeletonRows } from '../../ui/Skeleton.tsx';

export function OverviewSkeleton() {
  return (
    <div role="status" aria-label="Loading the overview" className="flex flex-col gap-5">
      <div className="flex items-center gap-4">
        <Skeleton className="size-9 rounded-full" />
        <Skeleton className="h-6 w-96 max-w-[60%]" />
      </div>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {[0, 1, 2, 3].map((tile) => (
          <div key={tile} className="h-[100px] rounded-lg border border-line bg-surface px-4 py-3">
            <Skeleton className="h-3.5 w-20" />
            <Skeleton className="mt-3 h-6 w-28" />
          </div>
        ))}
      </div>
      <div className="rounded-lg border border-line bg-surface">
        <SkeletonRows rows={8} />
      </div>
    </div>
  );
}
