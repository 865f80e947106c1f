/** Lint finds mistakes and imports that the layer table forbids. Reviews check style; there are no rules for it. */
import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import { LAYERS, PRIVATE_PACKAGES } from './layers.js'
import { circlesRule } from './scripts/eslint/circles-rule.js'
import { layersRule } from './scripts/eslint/layers-rule.js'

/** Packages that run outside of Node: they may not use globals that only Node has. */
const NODE_FREE_SOURCES = [...Object.entries(LAYERS).map(([name, row]) => [`packages/${name}`, row]), ...Object.entries(PRIVATE_PACKAGES).map(([name, row]) => [`internal/${name}`, row])]
  .filter(([, row]) => !row.node)
  .map(([folder]) => `${folder}/src/**/*.ts`)

export default defineConfig(
  // packages/parser/recorder is AssemblyScript: its compiler checks it.
  { ignores: ['**/node_modules/', '**/dist/', '**/temp/', '**/.turbo/', '**/.cache/', '**/*.generated.ts', 'packages/parser/recorder/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,mts}'],
    extends: [tseslint.configs.strict],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // A parameter whose name begins with _ is unused here, but overrides or callers have it.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Node's public pools and header maps are plain objects, from which entries must be deleted.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Needed for constructors that work without `new` and return another object.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `!` after a check that the compiler cannot follow is better than a branch that no test can reach.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name=/^(describe|test|it)$/][property.name=/^(only|skip|todo)$/]", message: 'Every test runs, always.' },
      ],
    },
  },
  // A test may need a class without members.
  { files: ['**/*.test.ts'], rules: { '@typescript-eslint/no-extraneous-class': 'off' } },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.nodeBuiltin } },
  // They run in the page.
  { files: ['docs/.vitepress/theme/**', 'scripts/docs/pages-check.mjs'], languageOptions: { globals: globals.browser } },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: globals.node } },
  {
    files: ['packages/*/{src,test}/**/*.ts', 'internal/*/src/**/*.ts'],
    plugins: { layered: { rules: { layers: layersRule, circles: circlesRule } } },
    rules: { 'layered/layers': 'error' },
  },
  { files: ['packages/*/src/**/*.ts', 'internal/*/src/**/*.ts'], rules: { 'layered/circles': 'error' } },
  { files: ['packages/*/src/**/*.ts', 'internal/shared/src/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: NODE_FREE_SOURCES,
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', 'Buffer', 'process', 'global', 'setImmediate', 'clearImmediate'] },
  },
)
