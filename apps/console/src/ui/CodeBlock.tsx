import { CopyButton } from './CopyButton.tsx';

interface CodeBlockProps {
  readonly title: string;
  readonly code: string;
}

export function CodeBlock({ title, code }: CodeBlockProps) {
  return (
    <figure className="overflow-hidden rounded-md border border-line bg-sunken">
      <figcaption className="flex items-center justify-between border-b border-line py-1 pr-1 pl-3 text-sm text-text-2">
        {title}
        <CopyButton text={code} label={`Copy: ${title}`} />
      </figcaption>
      {/* Focusable, so a keyboard can scroll what is wider than the page. */}
      <pre tabIndex={0} className="overflow-x-auto px-3 py-2.5 font-mono text-xs leading-5">
        {code}
      </pre>
    </figure>
  );
}
