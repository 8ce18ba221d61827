import neostandard, { resolveIgnoresFromGitignore } from 'neostandard'

const wall = (folder, forbidden) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [{
        group: [`**/${forbidden}/**`, `fastify-orcid${forbidden === 'plugin' ? '' : '/mock-server'}`],
        message: 'The plugin and the mock server speak HTTP to each other and never import each other.'
      }]
    }]
  }
})

export default [
  ...neostandard({ ts: true, ignores: [...resolveIgnoresFromGitignore(), 'tap-snapshots/**'] }),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-void': ['error', { allowAsStatement: true }],
      // The compiler refuses what is wrong here; a type and a value may share their name.
      '@typescript-eslint/no-redeclare': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@stylistic/max-len': ['error', { code: 120, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }]
    }
  },
  {
    files: ['plugin/**/*.ts', 'mock-server/**/*.ts'],
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 50]
    }
  },
  // A file of rows is as long as it has rows.
  { files: ['mock-server/**/{catalogue,rules,behaviour,scenarios,people}.ts'], rules: { 'max-lines': 'off' } },
  // Every t.test() returns a promise that the runner awaits itself.
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-floating-promises': 'off' } },
  wall('plugin', 'mock-server'),
  wall('mock-server', 'plugin')
]
