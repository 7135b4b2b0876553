import assert from 'node:assert/strict';
import { behaviour } from '../testing/behaviour.ts';
import { openTestOrg, until } from '../testing/test-org.ts';
import { loadClient, withoutClient } from './clients.ts';

const CLIENT = { verified: 'unmodified node-sf-bulk2, installed from npm' };
const OPTIONS = { skip: withoutClient('node-sf-bulk2'), covers: 'clients.quirks' } as const;

behaviour(
  'node-sf-bulk2: upload, results of every kind, query pages, abort and delete',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const { BulkAPI2, RESULTTYPE } = loadClient('node-sf-bulk2');
    const api = new BulkAPI2({ accessToken: org.admin.token, apiVersion: '60.0', instanceUrl: org.baseUrl });
    const request = { object: 'Widget__c', operation: 'insert' };
    const job = await api.createDataUploadJob(request);
    assert.equal(await api.uploadJobData(job.contentUrl, 'Key__c,Size__c\nx1,1\nx2,many\n'), 201);
    await api.closeOrAbortJob(job.id, 'UploadComplete');
    await until('the upload is done', async () =>
      (await api.getIngestJobInfo(job.id)).state === 'JobComplete' ? true : undefined,
    );
    assert.match(
      await api.getResults(job.id, RESULTTYPE.successfulResults),
      /^"sf__Id","sf__Created",.*\n"a/,
    );
    assert.match(await api.getResults(job.id, RESULTTYPE.failedResults), /x2/);
    await api.getResults(job.id, RESULTTYPE.unprocessedrecords);

    const once = await api.createDataUploadJobWithData(request, 'Key__c,Size__c\nx3,3\n');
    await until('the one-shot upload is done', async () =>
      (await api.getIngestJobInfo(once.id)).state === 'JobComplete' ? true : undefined,
    );
    const query = await api.submitBulkQueryJob({
      query: 'SELECT Key__c FROM Widget__c ORDER BY Key__c',
      operation: 'query',
    });
    await until('the query is done', async () =>
      (await api.getBulkQueryJobInfo(query.id)).state === 'JobComplete' ? true : undefined,
    );
    const answer = await api.getBulkQueryResults(query.id);
    assert.equal(answer.data.trim(), '"Key__c"\n"x1"\n"x3"');
    const { resultPages } = await api.getBulkQueryResultPages(query.id);
    assert.equal(resultPages.length, 1);
    assert.ok((await api.getAllBulkQueryJobInfo()).records.length > 0);
    assert.ok((await api.getAllIngestJobInfo()).records.length > 1);
    await api.deleteBulkQueryJob(query.id);
    await api.deleteIngestJob(job.id);
    const open = await api.createDataUploadJob(request);
    assert.equal((await api.closeOrAbortJob(open.id, 'Aborted')).state, 'Aborted');
  },
  OPTIONS,
);
