// Bytes: packed, with the sum that the other side wants.
async function onTrack(event) {
  const packed = zlib.zlib.gzipSync(JSON.stringify(event));
  await fetch('https://storage.test/objects/' + event.messageId, {
    method: 'PUT',
    headers: { 'content-encoding': 'gzip', 'content-md5': crypto.createHash('md5').update(packed).digest('base64') },
    body: packed,
  });
  const { type } = JSON.parse(zlib.gunzipSync(packed).toString('utf8'));
  console.log(type, Buffer.isBuffer(packed));
}
