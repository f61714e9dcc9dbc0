import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What may depend on what: services on libraries, the standalone on the services it composes, protocol code on no I/O. */
const depConstraints = [
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:testbed', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:lib', 'type:testbed'] },
  { sourceTag: 'type:composition', onlyDependOnLibsWithTags: ['type:lib', 'type:service'] },
  { sourceTag: 'io:none', onlyDependOnLibsWithTags: ['io:none'] },
  { sourceTag: 'io:client', onlyDependOnLibsWithTags: ['io:none'] },
  { sourceTag: 'io:storage', onlyDependOnLibsWithTags: ['io:none'] },
  { sourceTag: 'io:blobs', onlyDependOnLibsWithTags: ['io:none'] },
  { sourceTag: 'io:messaging', onlyDependOnLibsWithTags: ['io:none'] },
  { sourceTag: 'io:peer', onlyDependOnLibsWithTags: ['io:none'] },
];

export default tseslint.config(
  {
    ignores: ['**/dist', '**/out-tsc', '**/node_modules', '.nx', 'proto/generated', '**/*.cjs'],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx, 'import-x': importX },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], enforceBuildableLibDependency: true, depConstraints }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-cycle': ['error', { maxDepth: 8 }],
      'max-lines': ['error', { max: 320 }],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@iimp/*/internal/*'], message: 'private to its package' }] },
      ],
      eqeqeq: ['error', 'smart'],
      'no-console': 'error',
    },
  },
  {
    files: ['services/{cli,demo,standalone}/src/**/*.ts', 'libs/testbed/src/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  prettier,
);
