/** Picklists that several standard objects share, as a new org has them. */
export const LEAD_SOURCES = 'Web|Phone Inquiry|Partner Referral|Purchased List|Other';
export const RATINGS = 'Hot|Warm|Cold';
export const INDUSTRIES =
  'Agriculture|Apparel|Banking|Biotechnology|Chemicals|Communications|Construction|Consulting|Education|Electronics|' +
  'Energy|Engineering|Entertainment|Environmental|Finance|Food & Beverage|Government|Healthcare|Hospitality|Insurance|' +
  'Machinery|Manufacturing|Media|Not For Profit|Recreation|Retail|Shipping|Technology|Telecommunications|Transportation|' +
  'Utilities|Other';
export const FORECAST_CATEGORIES =
  'Omitted|Pipeline|BestCase=Best Case|MostLikely=Most Likely|Forecast=Commit|Closed';
export const FORECAST_CATEGORY_NAMES = 'Omitted|Pipeline|Best Case|Commit|Closed';
export const STAGES =
  'Prospecting|Qualification|Needs Analysis|Value Proposition|Id. Decision Makers|Perception Analysis|' +
  'Proposal/Price Quote|Negotiation/Review|Closed Won|Closed Lost';
