// Runs in the page: waits until it stands still.

const QUIET_FRAMES = 3;
/** A page that never stands still is looked at as it is. */
const MOST_FRAMES = 300;

/** When nothing in it has changed for three frames, and its fonts are there. */
export async function settled(): Promise<void> {
  await document.fonts.ready;
  let quiet = 0;
  const observer = new MutationObserver(() => (quiet = 0));
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (let frame = 0; frame < MOST_FRAMES && quiet < QUIET_FRAMES; frame += 1) {
    await new Promise(requestAnimationFrame);
    quiet += 1;
  }
  observer.disconnect();
}
