// A request that is repeated by the library.
async function onTrack(event) {
  const again = fetchretrylib.fetchretry(fetch, { retries: 2, retryDelay: 1, retryOn: [503] });
  const { status } = await again('https://flaky.test/', { method: 'POST', body: event.messageId });
  if (status !== 200) throw new RetryError(`still ${status}`);
}
