import { command, type Command } from './command.ts';
import { collect } from './collect.ts';

function linesOf(wanted: readonly { readonly name: string }[]): string {
  return wanted.map((lane) => `  ${JSON.stringify(lane)}`).join(',\n');
}

export const laneCommands: readonly Command[] = [
  command({
    words: 'lanes',
    summary: 'lanes that published components ask for, and the lines for cdk.json (for operators)',
    async run({ values: { json }, connection, out }) {
      const lanes = await collect((await connection.operator()).list('GET /lanes'));
      if (json) {
        for (const lane of lanes) out.json(lane);
        return;
      }
      for (const { name, componentId, deployed } of lanes) {
        out.line(`${deployed ? 'deployed' : 'wanted  '}  ${name}  (${componentId})`);
      }
      const wanted = lanes.filter(({ deployed }) => !deployed).map(({ name }) => ({ name }));
      if (wanted.length === 0) out.line('Every lane that a published component asks for is deployed.');
      else out.line(`\nAdd to "lanes" of the stage in cdk.json, beside "webhooks", and deploy:\n${linesOf(wanted)}`);
    },
  }),
];
