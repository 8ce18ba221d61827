// Runs compiled test files one after another in one process: node test/run-files.mjs <file>… [--option…]
import { pathToFileURL } from 'node:url'

const isOption = (arg) => arg.startsWith('--')
const args = process.argv.splice(2)
const files = args.filter((arg) => !isOption(arg))
// tap names a folder for fixtures after the arguments that it finds when it is loaded.
process.argv.splice(1, 1, files[0], ...args.filter(isOption))
const { default: t } = await import('tap')

// The tests begin when all are known: the run would end as soon as it has nothing to do.
t.test('the files are loaded', async () => {
  for (const file of files) await import(pathToFileURL(file).href)
})
