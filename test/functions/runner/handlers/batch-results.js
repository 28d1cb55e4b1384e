// What became of each event of a batch.
async function onBatch(events) {
  const response = await fetch('https://bulk.test/_bulk', { method: 'POST', body: JSON.stringify({ events }) });
  const { failed } = await response.json();
  const problems = new Map(
    failed.map(({ index, reason, retry }) => [index, { status: retry ? 500 : 400, errormessage: reason }]),
  );
  return events.map((_event, index) => problems.get(index) ?? { status: 200 });
}
