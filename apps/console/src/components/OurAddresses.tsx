import { useQuery } from '@tanstack/react-query';
import { appQuery } from '../lib/connection-queries.ts';
import { CopyButton } from '../ui/CopyButton.tsx';

interface OurAddressesProps {
  readonly workspace: string;
  /** Of the refusal beside which they stand; nothing is shown for others. */
  readonly code: string | undefined;
}

/** The addresses an org has to let in, where it has just refused one. */
export function OurAddresses({ workspace, code }: OurAddressesProps) {
  const isRefused = code === 'SF_IP_REFUSED';
  const { data: app } = useQuery({ ...appQuery(workspace), enabled: isRefused });
  if (!isRefused || app === undefined) return null;
  return (
    <section
      aria-label="Our addresses"
      className="rounded-md border border-line bg-surface px-3 py-2.5 text-sm"
    >
      <h3 className="font-medium">Our addresses, to be allowed in Salesforce</h3>
      {app.outgoingAddresses.length === 0 ? (
        <p className="mt-1 text-text-2">
          The server was not told them. Its operator sets OUTGOING_ADDRESSES; the login history of the user in
          Salesforce shows the one that was refused.
        </p>
      ) : (
        <ul className="mt-1 flex flex-col">
          {app.outgoingAddresses.map((address) => (
            <li key={address} className="flex items-center justify-between gap-2">
              <span className="font-mono text-xs break-all">{address}</span>
              <CopyButton text={address} label={`Copy ${address}`} className="shrink-0" />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
