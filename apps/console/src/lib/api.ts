import { createClient } from '@sync-user/sdk';

/** The console is delivered by the server it talks to, and the session cookie says who is signed in. */
export const api = createClient({ baseUrl: '', clientName: 'console' });
