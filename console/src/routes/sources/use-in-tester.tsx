import { useGo } from '../../app/links.tsx';
import { useList } from '../../data/read.ts';
import { keepForTester } from '../../data/tester-event.ts';
import type { TailedEvent } from '../../data/tail.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';

type UseInTesterProps = { readonly sourceId: string; readonly event: Pick<TailedEvent, 'text' | 'isCut'> };

/** What would become of this event at a destination of its source? */
export function UseInTester({ sourceId, event: { text, isCut } }: UseInTesterProps) {
  const go = useGo();
  const { data } = useList('GET /destinations');
  const own = data?.filter((destination) => destination.sourceId === sourceId) ?? [];
  const event = isCut ? undefined : parsed(text);
  const open = (destinationId: string): void => {
    keepForTester(event);
    void go({ to: '/w/$workspace/destinations/$destinationId/tester', params: { destinationId } });
  };
  const why = isCut
    ? 'Cut: its trace has all of it'
    : event === undefined
      ? 'No JSON object'
      : data !== undefined && own.length === 0
        ? 'No destination has this source'
        : undefined;
  const [only] = own;
  if (why !== undefined || only === undefined)
    return <Button why={why ?? 'Reading the destinations'}>Use in tester</Button>;
  if (own.length === 1) return <Button onClick={() => open(only.id)}>Use in tester</Button>;
  return (
    <Menu
      items={own.map(({ id, name }) => ({ label: name, note: id, onChoose: () => open(id) }))}
      trigger={
        <button type="button" className={buttonClass()}>
          Use in tester <Icon name="chevron-down" size="small" />
        </button>
      }
    />
  );
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
