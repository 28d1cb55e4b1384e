// Names and fields as the destination wants them.
const NAMES = { 'Order Completed': 'purchase', 'Product Viewed': 'view_item' };
const snake = (text) => text.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
async function onTrack(event) {
  event.event = NAMES[event.event] || event.event;
  event.properties = Object.entries(event.properties).reduce(
    (all, [key, value]) => ({ ...all, [snake(key)]: value }),
    {},
  );
  return event;
}
