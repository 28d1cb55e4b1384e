export { NoSuchPage as Page } from '../app/no-such-page.tsx';
