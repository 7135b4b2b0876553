import { useId, useState } from 'react';
import { formatCount } from '../../lib/format-number.ts';
import { cx } from '../../ui/cx.ts';
import { CloudIcon } from '../../ui/icons.tsx';

/** As many characters as the server takes. */
const LONGEST = 900_000;

interface ConfigurationDropProps {
  /** Name of the file that is chosen. */
  readonly chosen: string | undefined;
  readonly onChoose: (file: { readonly name: string; readonly text: string }) => void;
}

/** A place to drop a file on, which is also the button that picks one. */
export function ConfigurationDrop({ chosen, onChoose }: ConfigurationDropProps) {
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const [problem, setProblem] = useState<string>();
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const text = await file.text().catch(() => undefined);
    if (text === undefined) setProblem(`${file.name} cannot be read.`);
    else if (text.length > LONGEST)
      setProblem(`${file.name} is too large: ${formatCount(LONGEST)} characters at most.`);
    else if (text.trim() === '') setProblem(`${file.name} is empty.`);
    else {
      setProblem(undefined);
      onChoose({ name: file.name, text });
    }
  };
  return (
    <div>
      <label
        htmlFor={id}
        className={cx(
          'relative flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-dashed px-4 py-4',
          'has-focus-visible:outline-2 has-focus-visible:outline-accent',
          isOver ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
        )}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          void take(event.dataTransfer.files[0]);
        }}
      >
        <CloudIcon className="shrink-0 text-text-2" />
        <span className="min-w-0 flex-1 wrap-anywhere">
          {chosen === undefined ? (
            <>
              Drop a configuration file here, or{' '}
              <span className="font-medium text-accent-text">choose one</span>
            </>
          ) : (
            <>
              <span className="font-medium">{chosen}</span>{' '}
              <span className="text-text-2">
                – drop another, or <span className="font-medium text-accent-text">choose one</span>
              </span>
            </>
          )}
        </span>
        <input
          id={id}
          type="file"
          aria-label="Configuration file"
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          accept=".yaml,.yml,.json"
          className="sr-only"
          onChange={(event) => {
            const { files } = event.target;
            void take(files?.[0]);
            // The same file, mended, is to be taken again.
            event.target.value = '';
          }}
        />
      </label>
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="mt-1.5 text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
