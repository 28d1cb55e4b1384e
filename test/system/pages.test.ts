import { describe, test } from 'vitest';
import { TYPED_PAGES } from '../support/pages.ts';
import { typePage } from './typed-page.ts';

// Every page of the documentation but the tour, typed in. After a change that is meant:
// npm run test:system -- pages --update

describe('goes as it is written down', () => {
  test.each(TYPED_PAGES.filter((page) => page !== 'docs/tour.md'))('%s', (page) => typePage(page));
});
