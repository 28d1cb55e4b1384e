import { EmptyState } from '../parts/empty-state.tsx';
import { Page as Frame } from './page.tsx';

export function NoSuchPage() {
  return (
    <Frame title="There is no such page">
      <EmptyState says="The address leads nowhere. It may be of something that is gone, or have a letter too many.">
        <a className="link" href="/">
          To the console
        </a>
      </EmptyState>
    </Frame>
  );
}
