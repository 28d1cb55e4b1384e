import { describe, it } from 'vitest';
import { typePage } from '../support/typed-page.ts';

// Every page of the documentation but the tour, typed in. After a change that is meant:
// npm run test:system -- pages --update

describe('goes as it is written down', () => {
  it.each(['README.md'])('%s', (page) => typePage(page));
});
