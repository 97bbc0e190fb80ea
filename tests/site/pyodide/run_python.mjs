// node run_python.mjs DIR SCRIPT JOB OUT: have Pyodide run `main(JOB, OUT)` of a Python file. DIR: a Pyodide folder with `course` in it.
import { basename, dirname, resolve } from 'node:path'
import { start } from './start.mjs'

const [dir, script, job, out] = process.argv.slice(2).map((path) => resolve(path))
const python = await start(dir, ['course'], [dirname(script), dirname(job), dirname(out)])
python.globals.set('given', python.toPy({ folder: dirname(script), module: basename(script, '.py'), job, out }))
try {
  await python.runPythonAsync(`
import importlib, sys
sys.path.insert(0, given['folder'])
importlib.import_module(given['module']).main(given['job'], given['out'])
`)
  process.exit(0)
} catch (error) {
  console.error(error.message) // Python's traceback, without the line of Pyodide's own that threw it
  process.exit(1)
}
