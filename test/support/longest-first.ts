import { basename } from 'node:path';
import { BaseSequencer } from 'vitest/node';

/** System tests of a minute, or of half a minute of CPU. Begun last, they would run alone in the end. */
const LONGEST = [
  'rate-limit',
  'soak',
  'cost-budget',
  'replay',
  'retries',
  'command',
  'command-developer-center',
  'tour',
  'pages',
];

/** Begins with the files that take longest, also where no run before has told how long each takes. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]): ReturnType<BaseSequencer['sort']> {
    const place = (path: string): number => {
      const found = LONGEST.indexOf(basename(path, '.test.ts'));
      return found === -1 || !path.includes('/test/system/') ? LONGEST.length : found;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((left, right) => place(left.moduleId) - place(right.moduleId));
  }
}
