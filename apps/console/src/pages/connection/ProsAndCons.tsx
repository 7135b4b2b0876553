import { cx } from '../../ui/cx.ts';

interface ProsAndConsProps {
  readonly pros: readonly string[];
  readonly cons: readonly string[];
  readonly className?: string;
}

/** What speaks for a set-up and what against it. */
export function ProsAndCons({ pros, cons, className }: ProsAndConsProps) {
  return (
    <span className={cx('grid gap-x-6 gap-y-1 text-sm text-text-2 sm:grid-cols-2', className)}>
      {[
        { sign: '+', word: 'For it:', lines: pros, look: 'text-good' },
        { sign: '−', word: 'Against it:', lines: cons, look: 'text-bad' },
      ].map(({ sign, word, lines, look }) => (
        <span key={word} className="flex min-w-0 flex-col gap-1">
          {lines.map((line) => (
            <span key={line} className="flex gap-1.5">
              <span aria-hidden="true" className={cx('w-2.5 shrink-0 text-center font-semibold', look)}>
                {sign}
              </span>
              <span>
                <span className="sr-only">{word} </span>
                {line}
              </span>
            </span>
          ))}
        </span>
      ))}
    </span>
  );
}
