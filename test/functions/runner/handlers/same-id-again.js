// Ids that are the same for the same thing.
async function onTrack(event) {
  const user = uuidv5.uuidv5('dns', event.userId);
  const id = uuidv5.uuidv5(user, event.messageId);
  await fetch(`https://ids.test/${user}/${id}`, { method: 'PUT' });
}
