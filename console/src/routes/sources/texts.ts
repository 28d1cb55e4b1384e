import { countText } from '../../parts/number.tsx';

/** `1 write key`, `3 write keys` */
export const countedText = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;
