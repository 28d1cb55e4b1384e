import { ComponentPage } from './developer/component-page.tsx';
import { CodeOfComponent } from './developer/code-of-component.tsx';

/** What does it do, and what would it do with this event? */
export function Page() {
  return <ComponentPage isSplit>{(shown) => <CodeOfComponent key={shown.component.id} {...shown} />}</ComponentPage>;
}
