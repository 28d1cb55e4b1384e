import reactHooks from 'eslint-plugin-react-hooks';
import vitest from '@vitest/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Which folder may import what, and where the code should go instead. test/architecture.test.ts checks the rest. */
const banned = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

const awsAndNode = {
  regex: '^(@aws-sdk/|aws-cdk-lib|node:|@middy/)',
  message: 'domain/ is pure. Code that touches AWS or Node belongs in functions/shared or in the handler.',
};

export default tseslint.config(
  { ignores: ['cdk.out', '.penstock', '.rehearsal', '.cache', 'node_modules'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 250, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 3],
      'max-depth': ['error', 3],
      'no-console': 'off',
      eqeqeq: 'error',
      // Types are what this codebase is written in; interfaces add nothing to them here.
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
    },
  },
  { files: ['domain/**/*.ts'], rules: banned([awsAndNode]) },
  {
    files: ['console/src/**/*.ts', 'console/src/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.flat.recommended.rules,
      // Is about a compiler that is not used.
      'react-hooks/incompatible-library': 'off',
      ...banned([{ regex: '^node:', message: 'console/ runs in a browser.' }]),
    },
  },
  {
    files: ['console/src/{parts,data}/**/*.ts', 'console/src/{parts,data}/**/*.tsx'],
    rules: banned([
      {
        regex: '^@tanstack/react-router|/(app|routes)/',
        message: 'parts/ and data/ know no pages and no router, which is for app/ and routes/: take a link as a child.',
      },
    ]),
  },
  {
    files: ['functions/**/*.ts'],
    rules: banned([
      {
        regex: 'aws-cdk-lib|^\\..*/lib/',
        message: 'functions/ knows nothing of the CDK app. Shared values belong in domain/.',
      },
      { regex: '/local/', message: 'functions/ runs on AWS. What only one machine needs belongs in local/.' },
    ]),
  },
  {
    files: ['functions/**/*.ts', 'destinations/**/*.ts'],
    ignores: ['functions/shared/lambda/log.ts'],
    // Only log.ts strikes secrets out and keeps JSON from ending inside a string.
    rules: { 'no-console': 'error' },
  },
  {
    files: ['functions/runner/prelude/*.ts'],
    rules: {
      // Each part is handed to a guest as one text, and keeps methods that the guest may replace; values are of anybody.
      'max-lines-per-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: banned([
      { regex: '/(functions/shared|local)/', message: 'lib/ describes resources. Shared values belong in domain/.' },
    ]),
  },
  {
    files: ['test/**/*.ts'],
    plugins: { vitest },
    rules: {
      // Helpers whose name begins with expect or assert assert; fast-check and pages that are typed have their own.
      'vitest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect*', 'expect.**', 'assert*', 'fc.assert', 'typePage'] },
      ],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'vitest', importNames: ['it'], message: 'A test is written `test`.' }] },
      ],
      'max-lines': ['error', { max: 400, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': 'off',
    },
  },
  { files: ['**/*.mjs', '**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
