import type { Api } from './api.ts';

type Lane = { readonly name: string; readonly componentId: string; readonly deployed: boolean };

/** `lanes`: which lanes published components ask for, and what cdk.json has to say for the next deployment to have them. */
export async function runLanes(api: Api, { json }: { readonly json: boolean }): Promise<void> {
  const { lanes } = await api<{ readonly lanes: readonly Lane[] }>('GET', '/api/lanes');
  if (json) {
    for (const lane of lanes) console.log(JSON.stringify(lane));
    return;
  }
  for (const { name, componentId, deployed } of lanes) {
    console.log(`${deployed ? 'deployed' : 'wanted  '}  ${name}  (${componentId})`);
  }
  const wanted = lanes.filter(({ deployed }) => !deployed).map(({ name }) => ({ name }));
  if (wanted.length === 0) console.log('Every lane that a published component asks for is deployed.');
  else console.log(`\nAdd to "lanes" of the stage in cdk.json, beside "webhooks", and deploy:\n${linesOf(wanted)}`);
}

function linesOf(wanted: readonly { readonly name: string }[]): string {
  return wanted.map((lane) => `  ${JSON.stringify(lane)}`).join(',\n');
}
