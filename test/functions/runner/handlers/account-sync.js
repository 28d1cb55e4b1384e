// Groups, aliases, pages and screens.
const post = (path, body) => fetch(`https://accounts.test${path}`, { method: 'POST', body: JSON.stringify(body) });
async function onGroup(event) {
  await post('/accounts', { id: event.groupId, traits: event.traits });
}
async function onAlias(event) {
  await post('/merge', { from: event.previousId, to: event.userId });
}
async function onPage(event) {
  await post('/views', { url: event.properties.url, host: new URL(event.properties.url).hostname });
}
const onScreen = async (event) => post('/views', { screen: event.name });
