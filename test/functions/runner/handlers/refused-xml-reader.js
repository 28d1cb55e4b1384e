// XML that is read.
async function onTrack(event) {
  const response = await fetch('https://old.test/');
  const { result } = await xml2js.parseStringPromise(await response.text());
  console.log(result);
}
