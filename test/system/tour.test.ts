import { test } from 'vitest';
import { typePage } from './typed-page.ts';

// docs/tour.md, typed in. After a change that is meant: npm run test:system -- tour --update

test('the tour goes as it is written down', () => typePage('docs/tour.md'));
