/** Sends messages. Resolves when the queue has them all. */
type Send = (bodies: readonly string[]) => Promise<void>;

/** What is to be sent in the same moment goes together: one request of SQS takes ten messages at the price of one. */
export function gatherSends(send: Send): Send {
  let open: { readonly bodies: string[]; readonly sent: Promise<void> } | undefined;
  return (bodies) => {
    open ??= { bodies: [], sent: new Promise(setImmediate).then(sendOpen) };
    open.bodies.push(...bodies);
    return open.sent;
  };

  function sendOpen(): Promise<void> {
    const { bodies = [] } = open ?? {};
    open = undefined;
    return bodies.length === 0 ? Promise.resolve() : send(bodies);
  }
}
