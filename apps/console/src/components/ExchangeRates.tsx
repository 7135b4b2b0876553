import type { Money } from '@sync-user/contract';
import { Time } from '../ui/Time.tsx';

/** What one of the corporate currency is in the others, as of when, or why that is not known. */
export function ExchangeRates({ money }: { readonly money: Money }) {
  const { currencies, rates, corporateCurrency, datedRates, ratesReadAt, trouble } = money;
  if (currencies === 'one')
    return <p className="text-sm text-text-2">The org has one currency, so there is nothing to convert.</p>;
  return (
    <div className="text-sm text-text-2">
      {trouble !== null && <p className="text-bad">{trouble.message}</p>}
      {ratesReadAt === null ? (
        <p>The exchange rates are read within the hour. Until then there are sums per currency only.</p>
      ) : (
        <p>
          1 {corporateCurrency} ={' '}
          {rates
            .filter(({ corporate, active }) => !corporate && active)
            .map(({ isoCode, rate }) => `${Number(rate)} ${isoCode}`)
            .join(' = ')}
          , read <Time at={ratesReadAt} />
          {datedRates && '; opportunities convert by the rate of their close date'}.
        </p>
      )}
    </div>
  );
}
