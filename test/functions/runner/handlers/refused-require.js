// What Node has and a function has not.
const fs = require('fs');
async function onTrack(event) {
  fs.writeFileSync('/tmp/event', JSON.stringify(event));
}
