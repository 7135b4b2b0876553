import type { PreflightReport } from '@sync-user/contract';
import { Card } from '../../ui/Card.tsx';
import { CheckIcon, CloseIcon } from '../../ui/icons.tsx';

type Licence = NonNullable<PreflightReport['licence']>;

export function LicenceCard({ licence }: { readonly licence: Licence }) {
  const { name, can, cannot } = licence;
  return (
    <Card
      title={
        <>
          Licence <span className="ml-1 font-normal text-text-2">{name}</span>
        </>
      }
    >
      <div className="grid gap-5 sm:grid-cols-2">
        <Abilities title="It can" items={can} isAble />
        <Abilities title="It cannot" items={cannot} isAble={false} />
      </div>
    </Card>
  );
}

interface AbilitiesProps {
  readonly title: string;
  readonly items: readonly string[];
  readonly isAble: boolean;
}

function Abilities({ title, items, isAble }: AbilitiesProps) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="text-sm font-medium text-text-3">{title}</h3>
      <ul className="mt-1.5 flex flex-col gap-1.5">
        {items.map((item) => (
          <li key={item} className="flex gap-2">
            {isAble ? (
              <CheckIcon className="mt-0.5 shrink-0 text-good" />
            ) : (
              <CloseIcon className="mt-0.5 shrink-0 text-text-3" />
            )}
            <span className="min-w-0">{item}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
