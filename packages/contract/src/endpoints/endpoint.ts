import { z } from 'zod';

/** One endpoint: what the server serves, the SDK calls and the reference documents. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under `/api/v1`; `:name` are path parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag:
    | 'Session'
    | 'Workspaces'
    | 'Connection'
    | 'Permissions'
    | 'People'
    | 'Objects'
    | 'Records'
    | 'Changes'
    | 'Calls'
    | 'Notices'
    | 'Reports'
    | 'System';
  /**
   * Who may call it. `any`: whoever is signed in, for what is theirs. `member`: a person of the workspace, or an admin.
   * `admin`: an admin of the workspace, or its API key. `operator`: of the whole installation.
   */
  readonly auth: 'none' | 'any' | 'member' | 'admin' | 'operator';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** Status of the successful answer; 200 unless told. */
  readonly status?: 200 | 201 | 202;
}

export const inWorkspace = z.object({ workspace: z.string() });
