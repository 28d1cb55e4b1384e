// What is to be deleted, found first.
async function onDelete(event, settings) {
  const headers = { 'X-Api-Key': settings.key };
  const found = await fetch(`https://people.test/search?external=${event.userId}`, { headers });
  if (found.status === 404) return;
  const { people } = await found.json();
  for (const { id } of people) {
    const { status } = await fetch(`https://people.test/people/${id}`, { method: 'DELETE', headers });
    if (status !== 204) throw new RetryError(`delete says ${status}`);
  }
}
