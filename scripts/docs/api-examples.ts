import type { Endpoint } from '@sync-user/contract';

const KEY = '-H "Authorization: Bearer $SYNC_USER_API_KEY"';
const JSON_BODY = "-H 'Content-Type: application/json'";
const IN_DEMO = '"$SYNC_USER_URL/api/v1/workspaces/demo';

/** One request to begin with, for each group of endpoints. */
export const EXAMPLES: Readonly<Record<Endpoint['tag'], string>> = {
  System: 'curl "$SYNC_USER_URL/api/v1/health"',
  Session: `curl -c cookies.txt ${JSON_BODY} \\
  -d '{"email": "admin@example.com", "password": "…"}' "$SYNC_USER_URL/api/v1/session"
# A change made with the cookie also needs the header X-Sync-User:
curl -b cookies.txt -H 'X-Sync-User: curl' -X DELETE "$SYNC_USER_URL/api/v1/session"`,
  Workspaces: `curl ${KEY} ${JSON_BODY} \\
  -d '{"slug": "acme", "name": "Acme", "pollIntervalSeconds": 300}' "$SYNC_USER_URL/api/v1/workspaces"`,
  Connection: `curl ${KEY} ${JSON_BODY} -X PUT \\
  -d '{"loginUrl": "https://acme.my.salesforce.com", "clientId": "3MVG9…", "clientSecret": "…"}' \\
  "$SYNC_USER_URL/api/v1/workspaces/acme/connection"
# In a browser: open the startUrl of the answer, then ask how it went.
curl ${KEY} ${JSON_BODY} \\
  -d '{"purpose": "sync_user", "loginUrl": "https://login.salesforce.com"}' \\
  "$SYNC_USER_URL/api/v1/workspaces/acme/authorizations"`,
  Permissions: `curl ${KEY} ${JSON_BODY} -X POST -d '{}' ${IN_DEMO}/preflight"`,
  People: `curl ${KEY} ${JSON_BODY} \\
  -d '{"email": "bo@example.com", "name": "Bo", "role": "member"}' ${IN_DEMO}/members"`,
  Objects: `curl ${KEY} ${JSON_BODY} -X PUT \\
  -d '{"fields": "default"}' ${IN_DEMO}/objects/Opportunity"`,
  Records: `curl ${KEY} \\
  ${IN_DEMO}/objects/Account/records?limit=2&sort=name&direction=asc"`,
  Changes: `curl ${KEY} ${IN_DEMO}/changes?after=0&limit=100"
curl -N ${KEY} -H 'Last-Event-ID: 42' ${IN_DEMO}/stream"`,
  Notices: `curl ${KEY} ${IN_DEMO}/notices?open=true"`,
  Reports: `curl ${KEY} \\
  ${IN_DEMO}/money/summary?object=Opportunity&field=Amount&groupBy=StageName"`,
  Calls: `curl ${KEY} ${IN_DEMO}/calls?bucketSeconds=3600"`,
};
