import { safeHref } from '../../../../domain/catalog/markdown.ts';

type SupportProps = {
  readonly contacts: readonly { readonly email: string; readonly url?: string | undefined }[];
  readonly website?: string | undefined;
};

/** Who helps with an entry. */
export function Support({ contacts, website }: SupportProps) {
  const page = safeHref(website);
  const links = contacts.flatMap(({ email, url }) => [email, ...(safeHref(url) === undefined ? [] : [url ?? ''])]);
  if (page === undefined && links.length === 0) return null;
  return (
    <section>
      <h2>Support</h2>
      <ul className="stack-small">
        {[...links, ...(page === undefined ? [] : [page])].map((text) => (
          <li key={text} className="cut">
            <Foreign address={text.includes('://') ? text : `mailto:${text}`}>{text}</Foreign>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Foreign({ address, children }: { readonly address: string; readonly children: string }) {
  const href = safeHref(address);
  if (href === undefined) return children;
  return (
    <a className="link" href={href} rel="noopener noreferrer nofollow" target="_blank">
      {children}
    </a>
  );
}
