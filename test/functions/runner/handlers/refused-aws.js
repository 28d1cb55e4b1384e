// A queue by the SDK of AWS.
async function onTrack(event, settings) {
  const sqs = new AWS.SQS({ region: settings.region });
  await sqs.sendMessage({ QueueUrl: settings.queue, MessageBody: JSON.stringify(event) }).promise();
}
