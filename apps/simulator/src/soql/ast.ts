/** A SOQL statement, as the compiler wants it: nested conditions, plain names, literals with their kind. */
import type { LiteralType } from '@jetstreamapp/soql-parser-js';

export interface Path {
  readonly kind: 'path';
  /** `Account.Owner.Name` → `['Account', 'Owner', 'Name']`, without the object's own name or alias in front. */
  readonly names: readonly string[];
  /** As written, for error texts. */
  readonly raw: string;
}

export interface FunctionCall {
  readonly kind: 'function';
  /** Upper case. */
  readonly name: string;
  readonly args: readonly Target[];
  readonly raw: string;
}

export type Target = Path | FunctionCall;

export interface Literal {
  /** `DATE_N_LITERAL` has its number in `text` too: `LAST_N_DAYS:5`. Strings are unquoted but still escaped. */
  readonly type: LiteralType;
  readonly text: string;
}

export type Operator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'LIKE'
  | 'IN'
  | 'NOT IN'
  | 'INCLUDES'
  | 'EXCLUDES';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Condition[] }
  | { readonly kind: 'not'; readonly item: Condition }
  | {
      readonly kind: 'compare';
      readonly target: Target;
      readonly operator: Operator;
      readonly values: readonly Literal[];
    }
  | {
      readonly kind: 'in-query';
      readonly target: Target;
      readonly negated: boolean;
      readonly query: Statement;
    };

export interface TypeofBranch {
  /** Undefined for ELSE. */
  readonly objectName: string | undefined;
  readonly fields: readonly Path[];
}

export type SelectItem =
  | { readonly kind: 'path'; readonly path: Path; readonly alias: string | undefined }
  | { readonly kind: 'function'; readonly call: FunctionCall; readonly alias: string | undefined }
  | { readonly kind: 'children'; readonly relationshipName: string; readonly query: Statement }
  | { readonly kind: 'typeof'; readonly relationship: Path; readonly branches: readonly TypeofBranch[] };

export interface OrderItem {
  readonly target: Target;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

export interface Statement {
  /** The object's name; for a child subquery the relationship's. */
  readonly from: string;
  readonly alias: string | undefined;
  readonly scope: string | undefined;
  readonly select: readonly SelectItem[];
  readonly where: Condition | undefined;
  readonly groupBy: readonly Target[];
  readonly having: Condition | undefined;
  readonly orderBy: readonly OrderItem[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}
