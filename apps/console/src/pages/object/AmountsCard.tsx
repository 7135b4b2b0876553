import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ExchangeRates } from '../../components/ExchangeRates.tsx';
import { moneyQuery } from '../../lib/report-queries.ts';
import { Card } from '../../ui/Card.tsx';
import { CopyId } from '../../ui/CopyId.tsx';

interface AmountsCardProps {
  readonly workspace: string;
  /** By API name. */
  readonly object: string;
  readonly schema: string | undefined;
}

/** Of an object with amounts: which they are, in which currency, and where the corporate one stands. Nothing for others. */
export function AmountsCard({ workspace, object, schema }: AmountsCardProps) {
  const { data: money } = useQuery(moneyQuery(workspace));
  const amounts = money?.objects.find((each) => each.object === object);
  if (money === undefined || amounts === undefined || amounts.fields.length === 0) return null;
  const names = amounts.fields.map(({ label }) => label).join(', ');
  return (
    <Card label="Amounts" title="Amounts">
      <div className="flex flex-col gap-3">
        <p className="text-text-2">
          {names}
          {money.currencies === 'several'
            ? ': each in the currency of its record, which stands beside it in currencyisocode.'
            : '.'}{' '}
          <Link
            to="/w/$workspace/reports"
            params={{ workspace }}
            className="rounded-sm text-accent-text hover:underline"
          >
            Sums
          </Link>
        </p>
        {amounts.view !== null && (
          <p className="flex flex-wrap items-center gap-x-2 text-text-2">
            In {money.corporateCurrency ?? 'the corporate currency'}:
            <CopyId id={schema === undefined ? amounts.view : `${schema}.${amounts.view}`} />
          </p>
        )}
        <ExchangeRates money={money} />
      </div>
    </Card>
  );
}
