import { beginWalk, focused } from './focus.ts';
import { layoutFaults } from './layout.ts';
import { choose, chosenBox, chosenThings, glyphBox, glyphKinds, showGlyph } from './marks.ts';
import { settled } from './settled.ts';

const inPage = {
  ...{ beginWalk, focused, layoutFaults, settled },
  ...{ choose, chosenBox, chosenThings, glyphBox, glyphKinds, showGlyph },
};
Object.assign(globalThis, { inPage });
