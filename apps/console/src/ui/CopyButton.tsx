import { useEffect, useState } from 'react';
import { cx } from './cx.ts';
import { CheckIcon, CopyIcon } from './icons.tsx';

/** True for two seconds after `copy`. */
export function useCopy(): readonly [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string): void => {
    void writeClipboard(text).then(setCopied);
  };
  return [copied, copy];
}

/** The clipboard API exists only on https and localhost; over plain http in a private network the old way still works. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  readonly className?: string;
}

export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [copied, copy] = useCopy();
  return (
    <button
      type="button"
      aria-label={label}
      className={cx(
        'inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-sm text-text-2 hover:bg-hover hover:text-text',
        className,
      )}
      onClick={() => copy(text)}
    >
      {copied ? <CheckIcon className="text-good" /> : <CopyIcon />}
      <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
    </button>
  );
}
