// A patience of its own, whichever comes first.
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const within = (ms, promise) =>
  Promise.race([promise, sleep(ms).then(() => Promise.reject(new RetryError('too slow')))]);

async function onTrack(event) {
  await sleep(1);
  const response = await within(4000, fetch('https://slow.test/', { method: 'POST', body: event.event }));
  await Promise.allSettled([response.text(), Promise.reject(new Error('ignored'))]);
}
