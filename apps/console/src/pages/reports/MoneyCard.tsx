import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ExchangeRates } from '../../components/ExchangeRates.tsx';
import { formatCounted } from '../../lib/format-number.ts';
import { moneyQuery, moneySummaryQuery } from '../../lib/report-queries.ts';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Select } from '../../ui/Select.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { formatMoney, whatIsMissing } from './report-words.ts';

/** Sums of an amount per currency, the corporate total where everything converts, and the rates it took. */
export function MoneyCard({ workspace }: { readonly workspace: string }) {
  const { data: money, error, refetch } = useQuery(moneyQuery(workspace));
  const [chosen, setChosen] = useState<string>();
  const id = useId();
  const amounts = (money?.objects ?? []).flatMap(({ object, label, fields }) =>
    fields.map((field) => ({ key: `${object}.${field.field}`, object, field, label })),
  );
  const amount =
    amounts.find(({ key }) => key === chosen) ??
    amounts.find(({ key }) => key === 'Opportunity.Amount') ??
    amounts[0];
  return (
    <Card
      label="Amounts"
      title="Amounts and currencies"
      aside={
        amount !== undefined && (
          <span className="flex items-center gap-2">
            <label htmlFor={id} className="text-sm text-text-2">
              Sum of
            </label>
            <Select id={id} value={amount.key} onChange={({ target }) => setChosen(target.value)}>
              {amounts.map(({ key, label, field }) => (
                <option key={key} value={key}>
                  {label}: {field.label}
                </option>
              ))}
            </Select>
          </span>
        )
      }
    >
      {error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : money === undefined ? (
        <SkeletonRows rows={3} />
      ) : (
        <div className="flex flex-col gap-4">
          {amount === undefined ? (
            <p className="text-text-2">No selected object has an amount.</p>
          ) : (
            <Sums workspace={workspace} object={amount.object} field={amount.field.field} />
          )}
          <ExchangeRates money={money} />
        </div>
      )}
    </Card>
  );
}

interface SumsProps {
  readonly workspace: string;
  readonly object: string;
  readonly field: string;
}

function Sums({ workspace, object, field }: SumsProps) {
  const { data, error, refetch } = useQuery(moneySummaryQuery(workspace, object, field));
  const missing = whatIsMissing(error);
  if (missing !== undefined) return <p className="text-text-2">{missing}</p>;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonRows rows={3} />;
  const { total, corporateCurrency } = data;
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-4">
      {total.perCurrency.map(({ currency, rows, sum }) => (
        <div key={currency}>
          <dt className="text-sm text-text-3">
            {currency === null ? 'Sum' : `In ${currency}`}, {formatCounted(rows, 'row')}
          </dt>
          <dd className="font-medium">{formatMoney(sum, currency)}</dd>
        </div>
      ))}
      {corporateCurrency !== null && (
        <div>
          <dt className="text-sm text-text-3">All, in the corporate currency</dt>
          <dd className="font-medium">
            {total.corporate === null ? 'Not known' : formatMoney(total.corporate, corporateCurrency)}
          </dd>
          {total.unconverted.map(({ reason, rows }) => (
            <dd key={reason} className="text-sm text-warn">
              {formatCounted(rows, 'row')}: {reason}
            </dd>
          ))}
        </div>
      )}
    </dl>
  );
}
