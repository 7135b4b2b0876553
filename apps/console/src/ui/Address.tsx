import { Fragment } from 'react';

/** An address that breaks before its slashes where it has to, and inside a part only where nothing else helps. */
export function Address({ text }: { readonly text: string }) {
  return (
    <span className="wrap-anywhere">
      {text.split(/(?<=[^/])(?=\/[^/])/).map((part, place) => (
        // The parts of one address never change places.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Fragment key={place}>
          {place > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
