/** In which workspace, for who may work in several. */
export const WORKSPACE_HEADER = 'x-penstock-workspace';
