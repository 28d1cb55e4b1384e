import { type LaneWanted } from '../use-cases/component-items.ts';
import { readDocuments, type Table } from '../../shared/dynamo/document-store.ts';
import { json, type Route } from '../http/router.ts';
import { pageOf } from '../http/pages.ts';
import { laneKey } from '../../../domain/tables/table-keys.ts';

/** The lanes that published components ask for, for whoever deploys: cdk.json takes them. */
export function laneRoutes({ tables, deployed }: { tables: Table; deployed: ReadonlySet<string> }): Route[] {
  return [
    {
      pattern: 'GET /api/lanes',
      answer: async ({ query }) => {
        const stored = await readDocuments<LaneWanted>(tables, laneKey(''));
        const all = stored.map(({ document }) => ({ ...document, deployed: deployed.has(document.name) }));
        const { items: lanes, pagination } = pageOf(all, { cursor: query['cursor'] }, ({ name }) => name);
        return json(200, { lanes, cursor: pagination.next });
      },
    },
  ];
}
