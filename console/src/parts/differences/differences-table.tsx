import { valueText } from '../value-text.ts';
import type { Difference } from '../../../../domain/base/differences.ts';

/** Field, before, after; only what has changed. */
export function DifferencesTable({ rows }: { readonly rows: readonly Difference[] }) {
  return (
    <table className="dense before-after">
      <caption className="sr">What has changed</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ path, before, after }) => (
          <tr key={path}>
            <td>
              <code>{path}</code>
            </td>
            <td className={before === undefined ? undefined : 'before'}>
              <code>{valueText(before)}</code>
            </td>
            <td className={after === undefined ? undefined : 'after'}>
              <code>{valueText(after)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
