// Where the catalog of actions lies beside the code of a function that has it. lib/ and local/ put it there, functions read it.

/** The folder of it all. */
export const ACTIONS_FOLDER = 'actions';
/** From the code: what runs actions. */
export const ENGINE_PATH = `${ACTIONS_FOLDER}/engine/engine.mjs`;
/** The catalog: `index.json`, and a file for each destination. */
export const CATALOG_PATH = `${ACTIONS_FOLDER}/catalog/`;
