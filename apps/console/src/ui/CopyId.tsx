import { useCopy } from './CopyButton.tsx';
import { cx } from './cx.ts';
import { CheckIcon, CopyIcon } from './icons.tsx';

interface CopyIdProps {
  readonly id: string;
  readonly className?: string;
  readonly tabIndex?: number;
}

/** An id that a click copies. */
export function CopyId({ id, className, tabIndex }: CopyIdProps) {
  const [copied, copy] = useCopy();
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      title="Copy"
      aria-label={copied ? `Copied ${id}` : `Copy ${id}`}
      className={cx(
        'group/copy inline-flex max-w-full items-center gap-1 rounded-sm font-mono text-xs text-text-2 hover:text-text',
        className,
      )}
      onClick={(event) => {
        event.stopPropagation();
        copy(id);
      }}
    >
      <span className="truncate">{id}</span>
      {copied ? (
        <CheckIcon width="12" height="12" className="shrink-0 text-good" />
      ) : (
        <CopyIcon width="12" height="12" className="shrink-0 opacity-0 group-hover/copy:opacity-100" />
      )}
    </button>
  );
}
